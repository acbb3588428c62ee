"""How much one sheet may be. The reading child is held to these by the kernel."""

UPLOAD_BYTES = 20 * 1024 * 1024
ROWS = 50_100  # fifty thousand platforms, and the lines around them
COLUMNS = 64
SHEETS = 16
CELL_SIGNS = 4_000
TEXT_SIGNS = 10_000_000
FORMULAS = 50_000
PARTS = 2_000
UNPACKED_BYTES = 200 * 1024 * 1024
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 20
