"""`python -m screening.cli` is `eligo`."""

import sys

from screening.cli import main

sys.exit(main())
