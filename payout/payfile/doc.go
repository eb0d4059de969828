// Package payfile reads payments from a file, CSV or JSON Lines, into [payout.Item] values.
//
// A file says who gets how much, so nothing in it is guessed and nothing is dropped: an unknown column, a missing value or an
// amount that can be read in two ways is an error that says where it is and what would be right. No error holds a value of
// the file. [ReadAll] reads all or nothing; [Read] streams, with the memory of one line.
//
// # CSV
//
// The first line names the columns as the vendor names the members of an item: itemExternalId, recipientType, recipientInfo,
// recipientName, amount, currency, description, nonWithdrawable. Capital letters, blanks, underscores and hyphens do not
// matter. id, type and name are short for the first, second and fourth. A column called iban, phone, identityNumber or
// memberId holds the recipientInfo of a file whose recipients are all of that one type and which has no recipientType column.
//
// recipientName (an IBAN needs one), currency and nonWithdrawable may be left out. A file without a currency column is in
// TRY; TL is TRY. A line without any value is skipped; so is a column without name and values. Separators behind the last value and
// optional values left out at the end of a line are no mistake.
//
// Values are separated by commas, semicolons or tabs: the header line decides, see [WithDelimiter]. A quoted value must end
// on its line. The encoding is UTF-8, with or without a byte order mark, or UTF-16 with one.
//
// # Amounts in CSV
//
// 1250.50 and 1250,50 have decimals, 1.250,50 and 1,250.50 have thousands too, 1.250.000 has only thousands. 1.250 could be
// both: it is read as the other amounts of the file are written, and refused where no other amount shows that and [WithDecimal]
// does not say it. A file that has decimal points in one line and decimal commas in another is refused: one of the two is not what was
// meant. Blanks may group thousands. Where commas separate the values, a line in which the comma behind an amount may be its decimal
// comma is refused too.
//
// # JSON Lines
//
// Each line is one object with the vendor's members, by exactly the names above. The amount is a number, a string that holds
// one, or the vendor's object {"value": 1250.50, "currency": "TRY"}. Its digits are kept as they are.
//
// # What is changed
//
// White space around a value is left out, and so is the apostrophe with which spreadsheets mark text, before a number or a
// fixed word. In recipientName and description a non-breaking space becomes an ordinary one and letters are composed (NFC). All else
// stays as it is. Text that a program has destroyed (Ay?e, AyÅŸe, [object Object], undefined) is refused.
package payfile
