package payfile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// builder makes items of records.
type builder struct {
	recipient []payout.RecipientOption
	numbers   numbers
	total     total
}

// item checks all values of a record. The item is complete if there is no problem.
func (b *builder) item(r *record) payout.Item {
	if r.joined != nil && b.plausible(r.joined) {
		r.spoiled = true
		r.report(amount, "can be read in two ways: the comma behind it separates it from the next column, or it belongs to the amount and the last column "+
			"was left out. Put amounts into quotation marks, such as \"1250,50\", or say how the file writes them (--decimal)")
	}
	return payout.Item{
		ExternalID:      r.required(itemExternalID),
		Recipient:       b.payee(r),
		Amount:          b.amount(r),
		Description:     b.description(r),
		NonWithdrawable: r.flag(nonWithdrawable),
	}
}

// description is that of the line, or of all lines.
func (b *builder) description(r *record) string {
	if !r.given.has(description) && r.table.prose != "" {
		r.values[description] = r.table.prose
	}
	return r.required(description)
}

// plausible reports whether a person could have meant this reading of a line.
func (b builder) plausible(r *record) bool {
	b.item(r)
	return len(r.problems) == 0
}

func (b *builder) payee(r *record) payout.Recipient {
	kind := r.kind()
	info := r.required(recipientInfo)
	name := r.optional(recipientName)
	if kind == gen.RecipientTypeIBAN && name == "" && !r.tolerated.has(recipientName) {
		r.complain(recipientName, "is missing: an IBAN needs the name of its holder")
	}
	if kind == "" || info == "" {
		return payout.Recipient{}
	}
	if name == "" && kind == gen.RecipientTypeIBAN {
		// The line is refused already; this is for what else is wrong with it.
		name = "nobody"
	}
	payee, err := b.newRecipient(kind, info, name)
	if err != nil {
		r.fail(recipientInfo, err)
	}
	if turkish := kind != gen.RecipientTypeIBAN || strings.HasPrefix(payee.Info(), "TR"); turkish && strings.ContainsAny(name, "ðÐþÞ") {
		r.complain(recipientName, "has letters of Iceland where Turkish ones stood, such as þ for ş: the file was Windows-1254 and read as another encoding; export it again as UTF-8")
	}
	return payee
}

func (b *builder) newRecipient(kind gen.RecipientType, info, name string) (payout.Recipient, error) {
	of := payout.MemberID
	switch kind {
	case gen.RecipientTypeIBAN:
		return payout.IBAN(info, name, b.recipient...)
	case gen.RecipientTypePhone:
		of = payout.Phone
	case gen.RecipientTypeIdentityNumber:
		of = payout.IdentityNumber
	}
	return of(info, append([]payout.RecipientOption{payout.WithName(name)}, b.recipient...)...)
}

func (b *builder) amount(r *record) payout.Amount {
	code, number := r.currency(), b.number(r)
	switch {
	case number == "":
		return payout.Amount{}
	case code == "":
		// How many decimals it may have is not known; the rest can be checked.
		if d, err := money.Parse(number); err != nil || d.Sign() <= 0 {
			r.complain(amount, "must be a number greater than 0")
		}
		return payout.Amount{}
	}
	if whole, fraction, _ := strings.Cut(number, "."); r.table.format == workbook && len(fraction) < 2 && !strings.Contains(number, "E") {
		// The cell has no zeros behind its decimals; money is written with them, in currencies that have two.
		if a, err := payout.ParseAmount(whole+"."+(fraction + "00")[:2], code); err == nil {
			return a
		}
	}
	a, err := payout.ParseAmount(number, code)
	if d, _ := money.Parse(number); err != nil && r.table.format == workbook && r.amountIsJSON && d.Sign() > 0 {
		r.complain(amount, "is stored as %s and %s (in a spreadsheet by ROUND)", r.values[amount], withoutField{err, []string{"amount: "}})
	} else if err != nil {
		r.fail(amount, err)
	}
	return a
}

// number is the amount as JSON writes it, in whole units of the currency, "" if it has a problem.
func (b *builder) number(r *record) string {
	number := r.required(amount)
	if number != "" && !r.amountIsJSON {
		var err error
		if number, err = b.numbers.plain(number, r.line); err != nil {
			r.fail(amount, err)
		}
	}
	if number != "" && r.table.shift != 0 && r.shown != "" {
		r.complain(amount, "has a currency beside it or in its number format, and the heading counts in another unit: leave one of the two out")
		return ""
	}
	if number != "" && r.table.shift != 0 {
		number += fmt.Sprintf("E%+d", r.table.shift)
	}
	return number
}

// optional takes out a value, "" if there is none or it has a problem.
func (r *record) optional(f field) string {
	if r.isBad(f) {
		return ""
	}
	if f == amount && r.amountIsJSON {
		return r.values[f]
	}
	value, complaint := clean(f, r.values[f])
	if complaint.Format != "" {
		r.complain(f, complaint.Format, complaint.Args...)
	}
	return value
}

// required takes out a value that must not be empty.
func (r *record) required(f field) string {
	value := r.optional(f)
	if value == "" && !r.tolerated.has(f) {
		r.complain(f, "is missing")
	}
	return value
}

// currency is the currency of the line, TRY if the file names none, "" if it has a problem.
func (r *record) currency() string {
	if !r.given.has(currency) {
		return r.agreed(cmp.Or(r.table.currency, strings.Trim(r.shown, "?"), "TRY"))
	}
	code := strings.ToUpper(r.required(currency))
	switch code {
	case "":
		return ""
	case "TL", "₺":
		code = "TRY"
	}
	if _, err := payout.ParseAmount("1", code); err != nil {
		r.fail(currency, err)
		return ""
	}
	if r.table.currency != "" && code != r.table.currency {
		r.complain(currency, "is %s, and the heading of the amounts names %s", code, r.table.currency)
		return ""
	}
	return r.agreed(code)
}

// agreed is the currency that the line names, "" where the number format of the amount shows another one.
func (r *record) agreed(code string) string {
	if r.shown != "" && r.shown != "?" && r.shown != code {
		r.complain(amount, "has %s beside it or in its number format, and the line or the heading names %s", r.shown, code)
		return ""
	}
	return code
}

func (r *record) kind() gen.RecipientType {
	if r.table.kind != "" {
		return r.table.kind
	}
	if r.table.untyped {
		kind := certainKind(r.optional(recipientInfo))
		if kind == "" && r.optional(recipientInfo) != "" {
			r.complain(recipientInfo, "does not show for certain whether it is an IBAN, a phone, an identity number or a member id: add a column recipientType, or correct it")
		}
		return kind
	}
	word := r.required(recipientType)
	if word == "" {
		return ""
	}
	kind := recipientKind(fold(word))
	if kind == "" {
		r.complain(recipientType, "must be IBAN, PHONE, IDENTITY_NUMBER or MEMBER_ID")
	}
	return kind
}

// certainKind tells what a recipient is from its form and check digits, "" where it may be two things: a member id is any number.
func certainKind(info string) gen.RecipientType {
	_, noIBAN := payout.IBAN(info, "nobody")
	_, noNumber := payout.IdentityNumber(info)
	_, noPhone := payout.Phone(info)
	switch {
	case noIBAN == nil:
		return gen.RecipientTypeIBAN
	case noNumber == nil:
		return gen.RecipientTypeIdentityNumber
	case noPhone == nil && strings.ContainsRune("+0(", rune(info[0])):
		return gen.RecipientTypePhone
	}
	return ""
}

// flag reads yes and no in English and Turkish, also as Excel writes them. No value is no.
func (r *record) flag(f field) bool {
	switch lower(r.optional(f)) {
	case "true", "yes", "1", "evet", "doğru":
		return true
	case "", "false", "no", "0", "hayir", "yanliş":
		return false
	}
	r.complain(f, "must be true or false (yes or no, 1 or 0, evet or hayır)")
	return false
}
