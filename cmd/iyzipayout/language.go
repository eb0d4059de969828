package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	xlanguage "golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// turkishJSON has the Turkish of each English format. A test finds those that are missing, and those that nothing says.
//
//go:embed turkish.json
var turkishJSON []byte

// language is what people are spoken to in. The zero value is English, which needs no catalog.
type language struct {
	printer *message.Printer
	words   map[string]string // the catalog, for what may not be in it
}

// speaksTurkish reports whether --lang says so, or the environment as POSIX has it.
func speaksTurkish(flag string, getenv func(string) string) bool {
	if flag != "" {
		return flag == "tr"
	}
	name, _, _ := strings.Cut(cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")), "_")
	return name == "tr"
}

// chosenLanguage is the one of --lang, or of the environment.
func chosenLanguage(flag string, getenv func(string) string) (language, error) {
	switch {
	case speaksTurkish(flag, getenv):
		return turkish()
	case flag != "" && flag != "en":
		return language{}, localize.Errorf("--lang %s: must be tr or en", flag)
	}
	return language{}, nil
}

func turkish() (language, error) {
	var words map[string]string
	if err := json.Unmarshal(turkishJSON, &words); err != nil {
		return language{}, err
	}
	builder := catalog.NewBuilder(catalog.Fallback(xlanguage.Turkish))
	for format, translated := range words {
		if err := builder.SetString(xlanguage.Turkish, format, translated); err != nil {
			return language{}, err
		}
	}
	return language{message.NewPrinter(xlanguage.Turkish, message.Catalog(builder)), words}, nil
}

// sprintf is fmt.Sprintf, in the language.
func (l language) sprintf(format string, args ...any) string {
	if l.printer == nil {
		return fmt.Sprintf(format, args...)
	}
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = l.argument(arg)
	}
	if _, known := l.words[format]; !known {
		return fmt.Sprintf(format, said...)
	}
	for i, arg := range said {
		if number, is := arg.(int); is {
			said[i] = strconv.Itoa(number) // the number of a row or a code has no point between its thousands
		}
	}
	return l.printer.Sprintf(format, said...)
}

// argument is what stands for an argument.
func (l language) argument(arg any) any {
	switch a := arg.(type) {
	case localize.Sentence:
		return a.Localize(l.sprintf)
	case error:
		return l.error(a)
	case payout.Amount:
		return l.amount(a.Value().String(), a.Currency())
	case money.Decimal:
		return l.number(a.String())
	case payout.State:
		return l.word(string(a))
	}
	return arg
}

func (l language) error(err error) string {
	if l.printer == nil {
		return err.Error()
	}
	return localize.Error(err, l.sprintf)
}

// word says one that has no arguments.
func (l language) word(word string) string {
	if said, known := l.words[word]; known {
		return said
	}
	return word
}

// all says each of some words.
func (l language) all(words ...string) []string {
	for i, word := range words {
		words[i] = l.word(word)
	}
	return words
}

// capitals are those of the language: the Turkish i has its dot.
func (l language) capitals(word string) string {
	if l.printer == nil {
		return strings.ToUpper(word)
	}
	return strings.ToUpperSpecial(unicode.TurkishCase, word)
}

// count is a number with its noun. A Turkish noun behind a number has no plural.
func (l language) count(n int, noun string) string {
	if l.printer == nil {
		return plaintext.Plural(n, noun)
	}
	return l.sprintf("%d "+noun, n)
}

// tag is its name.
func (l language) tag() string {
	if l.printer == nil {
		return "en"
	}
	return "tr"
}

// yes are the answers that mean yes.
func (l language) yes() []string {
	if l.printer == nil {
		return []string{"y", "yes"}
	}
	return []string{"e", "evet", "y", "yes"}
}

// reason says the parts of a reason that are ours. What the vendor says is left as it is.
func (l language) reason(reason string) string {
	if said, known := l.words[reason]; known {
		return said
	}
	first, rest, more := strings.Cut(reason, "; ")
	if !more {
		return reason
	}
	return l.word(first) + "; " + l.reason(rest)
}

// amount is an amount for people, with the decimals that money has.
func (l language) amount(amount, currency string) string {
	if parsed, err := money.Parse(amount); err == nil {
		amount = money.Sum(money.FromMinor(0, 2), parsed).String()
	}
	return l.number(amount) + " " + currency
}

func (l language) number(number string) string {
	if l.printer == nil {
		return number
	}
	whole, fraction, _ := strings.Cut(number, ".")
	for at := len(whole) - 3; at > 0 && whole[at-1] != '-'; at -= 3 {
		whole = whole[:at] + "." + whole[at:]
	}
	if fraction != "" {
		whole += "," + fraction
	}
	return whole
}

// saidIn is an error in a language. What it is stays.
type saidIn struct {
	error
	text string
}

func (e saidIn) Error() string { return e.text }
func (e saidIn) Unwrap() error { return e.error }

// say gives the error of a verb its words.
func (l language) say(err error) error {
	if _, said := errors.AsType[saidIn](err); said || l.printer == nil || err == nil {
		return err
	}
	if coded, ok := errors.AsType[*exitError](err); ok {
		if coded.err == nil {
			return err
		}
		return exit(coded.code, saidIn{coded.err, l.error(coded.err)})
	}
	return saidIn{err, l.error(err)}
}
