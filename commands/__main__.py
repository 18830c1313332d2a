"""python -m commands VERB: finds the module of that name here and runs its main()."""

import io
import sys
from importlib import import_module
from pathlib import Path

from commands.console import Stuck

HERE = Path(__file__).parent


def verbs() -> list[str]:
    """The names of the verbs: every module here that says what it is for."""
    files = sorted(path for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    return [path.stem for path in files if "\nSUMMARY = " in path.read_text(encoding="utf-8")]


def main(argv: list[str]) -> int:
    """Run one verb; its exit code is ours."""
    for stream in (sys.stdout, sys.stderr):
        # a console that does not know a letter is no reason to fail
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    verb = argv[0] if argv else "help"
    if verb in ("-h", "--help"):
        verb = "help"
    if verb not in verbs():
        print(f"모르는 명령입니다 · unknown command: {verb}\n", file=sys.stderr)
        import_module("commands.help").main([])
        return 2
    try:
        return int(import_module(f"commands.{verb}").main(argv[1:]) or 0)
    except Stuck as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
