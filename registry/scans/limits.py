"""How much one stamped scan may be. The reading child is held to these by the kernel."""

UPLOAD_BYTES = 20 * 1024 * 1024
PAGES = 60
ATTACHMENT_PAGES = 200  # of evidence, whose first page alone is drawn
PIXELS = 60_000_000
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 15
WALL_SECONDS = 30
PREVIEW_SIDE = 640
# A page as a person reads it beside the rows.
PAGE_SIDE = 1600
# A scan of no more pages is read while its sender waits; of a longer one so many are read
# at once, by one child.
PAGES_IN_REQUEST = 3
PAGES_AT_ONCE = 5
# The longer side of a page as its codes are read: some 190 dpi of A4.
READING_SIDE = 2200
CODES = 8  # of one page
CODE_SIGNS = 300
# A seal's red: how far red stands above green and blue, and the share of such points a
# small picture of the page must have before a trace is spoken of.
RED_ABOVE = 50
RED_SHARE = 0.0008
