"""Packages that are installed for a test alone: a folder of modules and what pip would note."""

from pathlib import Path


def install(folder: Path, name: str, points: str, **modules: str) -> None:
    """Put a package called ``name`` with its entry points and modules into a folder of sys.path."""
    noted = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (noted / "entry_points.txt").write_text(points)
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source)
