package payfile

import (
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// builder makes items of records.
type builder struct {
	recipient []payout.RecipientOption
	numbers   numbers
}

// item checks all values of a record. The item is complete if there is no problem.
func (b *builder) item(rec record) (payout.Item, []*LineError) {
	l := checked{record: rec}
	item := payout.Item{
		ExternalID:      l.required(itemExternalID),
		Recipient:       b.payee(&l),
		Amount:          b.amount(&l),
		Description:     l.required(description),
		NonWithdrawable: l.flag(nonWithdrawable),
	}
	return item, l.problems
}

func (b *builder) payee(l *checked) payout.Recipient {
	kind := l.kind()
	info := l.required(recipientInfo)
	name := l.optional(recipientName)
	if kind == gen.RecipientTypeIBAN && name == "" {
		l.complain(recipientName, "is missing: an IBAN needs the name of its holder")
	}
	if kind == "" || info == "" {
		return payout.Recipient{}
	}
	if name == "" && kind == gen.RecipientTypeIBAN {
		// The line is refused already; this is for what else is wrong with it.
		name = "nobody"
	}
	r, err := b.newRecipient(kind, info, name)
	if err != nil {
		l.fail(recipientInfo, err)
	}
	return r
}

func (b *builder) newRecipient(kind gen.RecipientType, info, name string) (payout.Recipient, error) {
	if kind == gen.RecipientTypeIBAN {
		return payout.IBAN(info, name, b.recipient...)
	}
	opts := append([]payout.RecipientOption{payout.WithName(name)}, b.recipient...)
	switch kind {
	case gen.RecipientTypePhone:
		return payout.Phone(info, opts...)
	case gen.RecipientTypeIdentityNumber:
		return payout.IdentityNumber(info, opts...)
	default:
		return payout.MemberID(info, opts...)
	}
}

func (b *builder) amount(l *checked) payout.Amount {
	code, number := l.currency(), b.number(l)
	switch {
	case number == "":
		return payout.Amount{}
	case code == "":
		// How many decimals it may have is not known; the rest can be checked.
		if d, err := money.Parse(number); err != nil || d.Sign() <= 0 {
			l.complain(amount, "must be a number greater than 0")
		}
		return payout.Amount{}
	}
	a, err := payout.ParseAmount(number, code)
	if err != nil {
		l.fail(amount, err)
	}
	return a
}

// number is the amount as JSON writes it, "" if it has a problem.
func (b *builder) number(l *checked) string {
	if l.amountIsJSON {
		return l.need(amount, l.values[amount])
	}
	text := l.required(amount)
	if text == "" {
		return ""
	}
	plain, err := b.numbers.plain(text, l.line)
	if err != nil {
		l.fail(amount, err)
		return ""
	}
	return plain
}

// checked is a record while its values are taken out.
type checked struct {
	record
	problems []*LineError
}

// optional takes out a value, "" if there is none or it has a problem.
func (l *checked) optional(f field) string {
	if l.bad.has(f) {
		return ""
	}
	value, complaint := clean(f, l.values[f])
	if complaint != "" {
		l.complain(f, complaint)
	}
	return value
}

// required takes out a value that must not be empty.
func (l *checked) required(f field) string {
	return l.need(f, l.optional(f))
}

func (l *checked) need(f field, value string) string {
	if value == "" {
		l.complain(f, "is missing")
	}
	return value
}

// complain reports a problem with a field that has none yet: the first is the cause of the others.
func (l *checked) complain(f field, message string) {
	if !l.bad.has(f) {
		l.bad.add(f)
		l.problems = append(l.problems, wrong(l.line, f.String(), "%s", message))
	}
}

// fail reports an error, without the field that package payout names too.
func (l *checked) fail(f field, err error) {
	if l.bad.has(f) {
		return
	}
	l.complain(f, strings.TrimPrefix(err.Error(), f.String()+": "))
	l.problems[len(l.problems)-1].Err = err
}

// currency is the currency of the line, TRY if the file names none, "" if it has a problem.
func (l *checked) currency() string {
	if !l.given.has(currency) {
		return "TRY"
	}
	code := l.required(currency)
	if code == "" {
		return ""
	}
	if _, err := payout.ParseAmount("1", code); err != nil {
		l.fail(currency, err)
		return ""
	}
	return code
}

func (l *checked) kind() gen.RecipientType {
	word := l.required(recipientType)
	if word == "" {
		return ""
	}
	kind, known := recipientKind(fold(word))
	if !known {
		l.complain(recipientType, "must be IBAN, PHONE, IDENTITY_NUMBER or MEMBER_ID")
	}
	return kind
}

// flag reads yes and no in English and Turkish, also as Excel writes them. No value is no.
func (l *checked) flag(f field) bool {
	switch lower(l.optional(f)) {
	case "true", "yes", "1", "evet", "doğru":
		return true
	case "", "false", "no", "0", "hayir", "yanliş":
		return false
	}
	l.complain(f, "must be true or false (yes or no, 1 or 0, evet or hayır)")
	return false
}
