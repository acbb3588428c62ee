"""Rows pasted from a spreadsheet: header found, columns anywhere, nothing lost or guessed."""

from registry.forms import application_form
from registry.policy.pasted_rows import as_text, cells_of, rows_of

TABLE = application_form().equipment
HEADED = "设备要素表\n序号\t设备名称\t数量（台套）\t设备原值（元）\t国产/进口\t购置年份\t存放地点\n"


def rows(text):
    """Return the rows of a pasted text, without their blanks."""
    read = rows_of(TABLE, cells_of(text))
    return [{key: one for key, one in row.items() if one} for row in read.rows]


def test_a_header_is_found_wherever_its_columns_stand():
    """Running numbers are passed over, other headings named, the unit goes to the figure."""
    text = f"{HEADED}1\t加工中心\t2\t6000000\t国产\t2023\t一楼\n\t\t\t\t\t\t\n"
    assert rows(text) == [
        {
            "name": "加工中心",
            "quantity": "2",
            "value": "6000000元",
            "origin": "国产",
            "year": "2023",
        }
    ]
    read = rows_of(TABLE, cells_of(text))
    assert (read.headed, read.passed_over, read.sums) == (True, ("存放地点",), 0)


def test_sums_are_left_out_and_counted():
    """合计 adds others up; a device whose name begins like it stays."""
    text = f"{HEADED}1\t总计量泵\t1\t100\t国产\t2023\n合计\t\t1\t100\n小计：\t\t1\t100\n"
    read = rows_of(TABLE, cells_of(text))
    assert (len(read.rows), read.sums) == (1, 2)


def test_without_a_header_nothing_is_read():
    """Any text could be taken for a row: three columns are to be known by name."""
    for text in ("hello", "加工中心\tVMC\t2\t600", "名称\t数量\n甲\t1", ""):
        read = rows_of(TABLE, cells_of(text))
        assert (read.rows, read.headed) == ((), False), text


def test_rows_are_written_as_they_would_be_pasted():
    """What was read can be carried by a page and read again, signs of every kind in its cells."""
    row = {one.key: f'"{one.key}",\t甲\n乙' for one in TABLE.columns}
    again = rows_of(TABLE, cells_of(as_text(TABLE, [row, row])))
    assert (again.headed, again.rows) == (True, (row, row))


def test_a_unit_in_the_heading_is_taken_only_where_it_fits():
    """万元 needs no word; a cell that names its own unit keeps it; a doubled heading is another."""
    text = "名称\t数量\t原值（万元）\t原值\n甲\t1\t600\t7\n乙\t1\t6亿\t7\n"
    assert [row["value"] for row in rows(text)] == ["600", "6亿"]
    assert rows("名称\t数量\t原值（元）\n甲\t1\t面议\n")[0]["value"] == "面议"


def test_quoted_cells_and_line_ends_are_understood():
    """A cell with a line break comes quoted; commas serve where there is no tab."""
    assert rows('名称\t数量\t原值\r\n"加工\n中心"\t1\t5\r\n')[0]["name"] == "加工\n中心"
    assert rows("名称,数量,原值\n甲,1,5\n") == [{"name": "甲", "quantity": "1", "value": "5"}]


def test_text_that_no_reader_of_tables_takes_is_cut_plainly():
    """A cell of endless size is no fault of ours: it is cut, and shortened."""
    (row,) = rows("名称\t型号\t数量\n" + "长" * 200_000 + "\t型号\t1")
    assert len(row["name"]) == 10_000
    assert row["quantity"] == "1"
