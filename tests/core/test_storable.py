"""What machines and files say is stored, whatever characters it holds."""

from apps.core.storable import storable


def test_nul_leaves_texts_at_every_depth_and_nothing_else_changes() -> None:
    said = {"a\0b": ["x\0", {"deep": "\0y"}], "n": 1.5, "none": None, "flag": True, "t": ("\0z",)}
    assert storable(said) == {
        "ab": ["x", {"deep": "y"}],
        "n": 1.5,
        "none": None,
        "flag": True,
        "t": ["z"],
    }
