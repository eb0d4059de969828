// Package payfile reads payments from a file, CSV, XLSX or JSON Lines, into [payout.Item] values.
//
// A file says who gets how much, so nothing in it is guessed and nothing is dropped: an unknown column, a missing value or an
// amount that can be read in two ways is an error that says where it is and what would be right. No error holds a value of
// the file. [ReadAll] reads all or nothing; [Read] streams, with the memory of one line.
//
// # CSV
//
// The header row names the columns as the vendor names the members of an item: itemExternalId, recipientType, recipientInfo,
// recipientName, amount, currency, description, nonWithdrawable; or by their usual names in Turkish and English, such as Sicil No, Ad
// Soyad, IBAN, Net Ödenecek, Para Birimi, Açıklama. Capital letters, accents, blanks and points do not matter. [WithColumn] says what
// another column holds. Columns such as Tarih, Departman, Banka are passed over, any other one only with [WithIgnoredColumns].
// Above the header row may stand a title of at most two values a line, below the payments a row with their sum, which is checked, and
// below that who made the list.
//
// A column called IBAN, Cep Telefonu, T.C. Kimlik No or Üye No holds the recipientInfo of a file whose recipients are all of that one
// type and which has no recipientType column; beside IBANs the others are passed over. Without a type the recipient must show it for
// certain. "Tutar (TL)" names the currency, "Tutar (Kuruş)" and "Tutar (Bin TL)" the unit, from which amounts are converted exactly; a
// title that names a unit is refused. A column Sıra No is the id of a file that has no other.
//
// recipientName (an IBAN needs one), currency and nonWithdrawable may be left out. A file without a currency column is in
// TRY; TL is TRY. A line without any value is skipped; so is a column without name and values. Separators behind the last value and
// optional values left out at the end of a line are no mistake.
//
// Values are separated by commas, semicolons, tabs or |: the header line decides, see [WithDelimiter]. A quoted value must end
// on its line. The encoding is UTF-8, with or without a byte order mark, or UTF-16 with one; for all else see [WithEncoding].
//
// # Amounts in CSV
//
// 1250.50 and 1250,50 have decimals, 1.250,50 and 1,250.50 have thousands too, 1.250.000 has only thousands. 1.250 could be
// both: it is read as the other amounts of the file are written, and refused where no other amount shows that and [WithDecimal]
// does not say it. A file that has decimal points in one line and decimal commas in another is refused: one of the two is not what was
// meant. Blanks may group thousands. Where commas separate the values, a line in which the comma behind an amount may be its decimal
// comma is refused too.
//
// # XLSX
//
// The columns are those of CSV. The sheet is the only one that names columns, or that of [WithSheet]. What a sheet says beside its
// values counts. An amount in a cell is the number, whatever its format shows: of 99.899999999999991, which is how a spreadsheet may
// write it, 99.90; a number of more decimals than its currency has is refused. A currency that the number format shows is the
// currency, and may not contradict the heading or the line. Percentages, dates, ids that are numbers of more than 15 digits or are
// shown with zeros before them, formulas without a result, cells merged over rows, a second list on the sheet, and amounts without
// a currency among others that show one are refused. So are hidden rows, until [WithHiddenRows] says what is meant.
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
