import time
import xml.etree.ElementTree as ET

import pytest

from activities.render.nle import elements
from core.errors import InvalidPlanError

BOMB = b"""<!DOCTYPE fcpxml [
<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
]><fcpxml>&e;&e;&e;&e;&e;&e;</fcpxml>"""


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b'<!DOCTYPE fcpxml [<!ENTITY x SYSTEM "file:///etc/passwd">]><fcpxml>&x;</fcpxml>',
        b'<!DOCTYPE fcpxml [<!ENTITY % x SYSTEM "http://localhost/x.dtd">%x;]><fcpxml/>',
        b'<!DOCTYPE fcpxml [<!ENTITY x "y">]><fcpxml/>',
    ],
)
def test_entities_are_refused_where_they_are_declared(content: bytes) -> None:
    with pytest.raises(InvalidPlanError, match="declares entities"):
        elements.read(content, "fcpxml")


def test_an_outer_type_definition_is_not_fetched() -> None:
    content = b'<!DOCTYPE fcpxml SYSTEM "http://localhost:9/x.dtd"><fcpxml version="1.11"/>'

    assert elements.read(content, "fcpxml").get("version") == "1.11"


def test_an_entity_that_nobody_declared_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match="undefined entity"):
        elements.read(b"<fcpxml>&nobody;</fcpxml>", "fcpxml")


def test_what_is_deeper_than_any_cut_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match="larger or deeper"):
        elements.read(b"<fcpxml>" + b"<a>" * 200_000, "fcpxml")


def test_what_has_more_elements_than_any_cut_is_refused_soon() -> None:
    began = time.process_time()

    with pytest.raises(InvalidPlanError, match="larger or deeper"):
        elements.read(b"<fcpxml>" + b"<a/>" * 400_000, "fcpxml")
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<fcpxml>",
        b"<fcpxml></xmeml>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such-set"?><fcpxml/>',
        b'<?xml version="1.0" encoding="utf-7"?><fcpxml/>',
        b"<fcpxml/><fcpxml/>",
    ],
)
def test_what_is_no_xml_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidPlanError, match="no valid XML"):
        elements.read(content, "fcpxml")


def test_another_root_is_refused_by_name() -> None:
    with pytest.raises(InvalidPlanError, match="<html>"):
        elements.read(b"<html/>", "fcpxml")


def test_any_text_can_be_written_and_read() -> None:
    root = ET.Element("fcpxml")
    hostile = "</fcpxml> ]]> & \" ' \x00\x0b\ud800\ufffe <!ENTITY x> é 漢 😀"
    elements.add(root, "name", hostile, attribute_name=hostile)

    read = elements.read(elements.write(root), "fcpxml")

    allowed = "</fcpxml> ]]> & \" '  <!ENTITY x> é 漢 😀"
    assert read.findtext("name") == allowed
    assert read[0].get("attribute-name") == allowed


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/films/a b#1?.mp4", "file:///films/a%20b%231%3F.mp4"),
        ("C:\\films\\a b.mp4", "file:///C:/films/a%20b.mp4"),
        ("/films/tälk.mp4", "file:///films/t%C3%A4lk.mp4"),
    ],
)
def test_a_path_becomes_a_link_and_back(path: str, link: str) -> None:
    assert elements.url(path) == link
    assert elements.path_of(link).endswith(path.replace("\\", "/"))


def test_what_is_no_link_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match="no link"):
        elements.path_of("http://[x")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (1e-9, "0"), (-1e-9, "0"), (2.5, "2.5"), (100, "100")],
)
def test_numbers_have_no_more_digits_than_they_need(value: float, text: str) -> None:
    assert elements.number(value) == text
