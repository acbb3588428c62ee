"""How much one sheet may be. The reading child is held to these by the kernel."""

UPLOAD_BYTES = 20 * 1024 * 1024
ROWS = 50_100  # fifty thousand platforms, and the lines around them
COLUMNS = 64
SHEETS = 16
CELL_SIGNS = 4_000
STAMP_SIGNS = 300
TEXT_SIGNS = 10_000_000
FORMULAS = 50_000
PARTS = 2_000
UNPACKED_BYTES = 200 * 1024 * 1024
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 20
# Marking an uploaded workbook takes openpyxl, and more of everything than reading it.
MARKS_BYTES = 16 * 1024 * 1024
MARKING_ROWS = 8_000
MARKING_MEMORY_BYTES = 1024 * 1024 * 1024
MARKING_CPU_SECONDS = 40
MARKING_WALL_SECONDS = 60
