"""python -m commands NAME: run main() of the module of that name."""

import io
import sys
from importlib import import_module
from pathlib import Path

from commands.console import Stuck

HERE = Path(__file__).parent


def command_names() -> list[str]:
    """Return the names of the commands: the modules of this package that have a SUMMARY."""
    files = sorted(path for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    return [path.stem for path in files if "\nSUMMARY = " in path.read_text(encoding="utf-8")]


def main(argv: list[str]) -> int:
    """Run one command; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # a console that cannot show a letter must not end the command
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    name = argv[0] if argv else "help"
    if name in ("-h", "--help"):
        name = "help"
    if name not in command_names():
        print(f"모르는 명령입니다 · unknown command: {name}\n", file=sys.stderr)
        import_module("commands.help").main([])
        return 2
    try:
        return int(import_module(f"commands.{name}").main(argv[1:]) or 0)
    except Stuck as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
