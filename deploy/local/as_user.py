"""Run a program as another user: ``as_user.py UID GID PROGRAM ARGUMENT…``. Needs root.

For systems without ``setpriv``. The interpreter is loaded before the user
changes, so it may lie where only root can read.
"""

import os
import sys

if __name__ == "__main__":
    user, group, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    os.execv(program, sys.argv[3:])
