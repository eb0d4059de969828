package payfile

import (
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// numberFormat is what the number format of a cell says about the number.
type numberFormat struct {
	currency string // that it shows, as ISO 4217 code; "?" where that depends on who opens the file, or nobody knows the sign
	percent  bool
	date     bool
	scaled   bool // it shows thousands of the number
	other    bool // it shows the number in another unit, such as kuruş
	digits   int  // it fills up with zeros to so many digits
	struck   bool // not the format: the font has a line through what stands there
}

// format reads the number format of a cell.
func (r *cellReader) format(cell string) (numberFormat, error) {
	style, err := r.file.GetCellStyle(r.sheet, cell)
	if err != nil {
		return numberFormat{}, err
	}
	if known, is := r.formats[style]; is {
		return known, nil
	}
	// The library gives a built-in number the library's own format, whatever the file says for it: asking for the style only loads them.
	loaded, err := r.file.GetStyle(style)
	if err != nil {
		if style == 0 {
			err = nil // a file need not have styles
		}
		return numberFormat{}, err
	}
	id := 0
	if number := r.file.Styles.CellXfs.Xf[style].NumFmtID; number != nil {
		id = *number
	}
	found := builtIn(id)
	if formats := r.file.Styles.NumFmts; formats != nil {
		for _, f := range formats.NumFmt {
			if f.NumFmtID == id {
				found = formatOfCode(f.FormatCode)
			}
		}
	}
	found.struck = loaded.Font != nil && loaded.Font.Strike
	r.formats[style] = found
	return found, nil
}

// builtIn is a format that a file names by its number only. ECMA-376, part 1, 18.8.30.
func builtIn(id int) numberFormat {
	switch {
	case id >= 5 && id <= 8, id == 42, id == 44:
		return numberFormat{currency: "?"}
	case id == 9, id == 10:
		return numberFormat{percent: true}
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return numberFormat{date: true}
	}
	return numberFormat{}
}

var (
	inBrackets = lazyregexp.New(`\[[^\]]*\]`)
	elapsed    = lazyregexp.New(`(?i)^\[(h+|m+|s+)\]$`)
	inQuotes   = lazyregexp.New(`"[^"]*"?|\\.|_.|\*.`)
	padded     = lazyregexp.New(`^0{2,}$`)
)

// formatOfCode reads a format code, such as #,##0.00 [$₺-41F].
func formatOfCode(code string) (f numberFormat) {
	var words strings.Builder // what it shows beside the number
	rest := inBrackets().ReplaceAllStringFunc(code, func(bracket string) string {
		if symbol, found := strings.CutPrefix(bracket, "[$"); found {
			symbol, _, _ = strings.Cut(strings.TrimSuffix(symbol, "]"), "-")
			words.WriteString(" " + symbol + " ")
		}
		f.date = f.date || elapsed().MatchString(bracket)
		return ""
	})
	rest = inQuotes().ReplaceAllStringFunc(rest, func(literal string) string {
		switch literal[0] {
		case '"':
			words.WriteString(strings.Trim(literal, `"`))
		case '\\':
			words.WriteString(literal[1:])
		}
		return " "
	})
	first, _, _ := strings.Cut(rest, ";")
	first = strings.TrimSpace(first)
	words.WriteString(" " + strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Sc, r) {
			return r
		}
		return -1
	}, rest))
	plain := strings.NewReplacer("general", "", "standard", "", "genel", "", "e+", "", "e-", "").Replace(strings.ToLower(first))
	f.date = f.date || strings.ContainsAny(plain, "ymdhsag")
	f.percent = strings.ContainsAny(rest, "%‰")
	f.scaled = strings.HasSuffix(first, ",")
	if padded().MatchString(first) {
		f.digits = len(first)
	}
	shown, _ := unitOf(words.String())
	f.currency, f.other = shown.currency, shown.shift != 0 || shown.problem != ""
	if f.currency == "" {
		f.currency = otherCurrency(words.String())
	}
	return f
}

// otherCurrency finds a currency that headings do not name, "?" for a sign that several have, "" if there is none.
func otherCurrency(words string) string {
	if strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Sc, r) && !strings.ContainsRune("₺€$£", r) }) {
		return "?"
	}
	for word := range strings.FieldsSeq(words) {
		if len(word) == 3 && word == strings.ToUpper(word) {
			if _, err := payout.ParseAmount("1", word); err == nil {
				return word
			}
		}
	}
	return ""
}

// look notes what the number formats of the amounts say together.
func (s *sheet) look() {
	for _, row := range s.rows[s.at+1:] {
		for i, c := range row.cells[:min(len(row.cells), len(s.columns))] {
			if s.columns[i].field == amount && c.number && c.format.currency != "" && c.format.currency != "TRY" {
				s.foreign = true
			}
		}
	}
}

// complaint is why a cell cannot be what its column says, "" if it can.
func (s *sheet) complaint(f field, c cell) (why localize.Said) {
	shown := c.format
	switch {
	case c.problem != "":
		return localize.Sayf("%s", localize.Term(c.problem))
	case c.boolean && f != nonWithdrawable:
		return localize.Sayf("is TRUE or FALSE")
	case c.large:
		return localize.Sayf("is a number of more than 15 digits, of which a spreadsheet loses the last ones: format the column as text and enter it again")
	case shown.struck:
		return localize.Sayf("is struck through: take the line away, or delete the row if it is not to be paid")
	case c.number && shown.date || c.dated:
		return localize.Sayf("is a date or a time, stored as a number: format the column as text and enter it again")
	case c.number && shown.percent:
		return localize.Sayf("is a percentage, stored as a part of 1: enter what is meant")
	case f != amount && c.number && len(c.text) < shown.digits:
		return localize.Sayf("is a number that is shown with zeros before it, which it does not have: format the column as text and enter it again")
	case f != amount || !c.number:
		return why
	case shown.other:
		return localize.Sayf("is shown in another unit by its number format: name the unit in the heading, or take it out of the format")
	case shown.scaled && s.shift > 0:
		return localize.Sayf("is shown in thousands by its number format, and the heading counts in thousands too: leave one of the two out")
	case s.given.has(currency) || s.currency != "":
		return why
	case shown.currency == "?":
		return localize.Sayf("is shown with a currency that cannot be told for certain: add a column currency, or name it in the heading, such as Tutar (TL)")
	case shown.currency == "" && s.foreign:
		return localize.Sayf("shows no currency, and other amounts show one by their number format: add a column currency")
	}
	return why
}
