package payout

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// Recipient says who is paid and by which identifier. It is made by [IBAN], [Phone], [IdentityNumber] or [MemberID] and
// is always complete: an IBAN has its holder. The zero Recipient is nobody and is refused by [Batch.Validate].
//
// Its name is in Unicode's composed form (NFC).
//
// A Recipient is personal data: however it is printed, formatted or logged, only the last four characters show.
type Recipient struct {
	kind gen.RecipientType
	info string
	name string
}

// RecipientOption changes how a recipient is checked or completed.
type RecipientOption func(*recipientOptions)

type recipientOptions struct {
	skipChecksum bool
	name         string
}

// WithoutChecksum leaves out the checksum of an IBAN (mod-97) or identity number; the form is still checked, and an
// identity number may have ten digits. The vendor's sandbox is known to use identifiers that fail: of the published
// IBANs two do, and a published identity number has ten digits.
func WithoutChecksum() RecipientOption { return func(o *recipientOptions) { o.skipChecksum = true } }

// WithName adds the recipient's name where it is not required: to a phone, identity number or member id.
func WithName(name string) RecipientOption { return func(o *recipientOptions) { o.name = name } }

// IBAN is a bank account and its holder, whose name the vendor requires for this kind only. In iban blanks, hyphens, small letters
// and the word IBAN before it are accepted. A Turkish IBAN has 26 characters; any other is checked by ISO 13616.
func IBAN(iban, holder string, opts ...RecipientOption) (Recipient, error) {
	o := applyRecipientOptions(opts)
	if o.name != "" {
		return Recipient{}, localize.Errorf("IBAN: the holder is its name: leave WithName out")
	}
	iban = strings.TrimPrefix(strings.ReplaceAll(compact(iban, ":"), "İ", "I"), "IBAN")
	if err := checkIBAN(iban, !o.skipChecksum); err != nil {
		return Recipient{}, localize.Errorf("IBAN: %w", err)
	}
	if err := checkText(holder); err != nil {
		return Recipient{}, localize.Errorf("IBAN: holder: %w", err)
	}
	return Recipient{kind: gen.RecipientTypeIBAN, info: iban, name: norm.NFC.String(holder)}, nil
}

// Phone is the wallet of a Turkish mobile number. It is sent as +90 and ten digits; 0545…, 90545…, +90 0545…, 0090545… and 545… are
// completed, and blanks, hyphens, dots, slashes and parentheses left out.
func Phone(number string, opts ...RecipientOption) (Recipient, error) {
	info, err := normalizePhone(number)
	if err != nil {
		return Recipient{}, localize.Errorf("phone: %w", err)
	}
	return named(gen.RecipientTypePhone, info, applyRecipientOptions(opts))
}

// IdentityNumber is the wallet that belongs to a Turkish identity number: eleven digits with two check digits.
func IdentityNumber(number string, opts ...RecipientOption) (Recipient, error) {
	o := applyRecipientOptions(opts)
	number = strings.TrimSpace(number)
	if err := checkIdentityNumber(number, !o.skipChecksum); err != nil {
		return Recipient{}, localize.Errorf("identity number: %w", err)
	}
	return named(gen.RecipientTypeIdentityNumber, number, o)
}

// MemberID is the wallet of an iyzico member: a number, sent as a string.
func MemberID(id string, opts ...RecipientOption) (Recipient, error) {
	id = strings.TrimSpace(id)
	if !onlyDigits(id) {
		return Recipient{}, localize.Errorf("member id: must be digits only, such as 2228853")
	}
	return named(gen.RecipientTypeMemberID, id, applyRecipientOptions(opts))
}

func applyRecipientOptions(opts []RecipientOption) recipientOptions {
	var o recipientOptions
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

func named(kind gen.RecipientType, info string, o recipientOptions) (Recipient, error) {
	if o.name != "" {
		if err := checkText(o.name); err != nil {
			return Recipient{}, localize.Errorf("name: %w", err)
		}
	}
	return Recipient{kind: kind, info: info, name: norm.NFC.String(o.name)}, nil
}

// Type is the vendor's recipientType.
func (r Recipient) Type() gen.RecipientType { return r.kind }

// Info is the vendor's recipientInfo, unmasked, in the form in which it is sent.
func (r Recipient) Info() string { return r.info }

// Name is the vendor's recipientName, unmasked: the holder of an IBAN; for the other kinds it may be empty.
func (r Recipient) Name() string { return r.name }

// String shows the kind and the last four characters: "IBAN ***6178".
func (r Recipient) String() string {
	if r.kind == "" {
		return "no recipient"
	}
	return string(r.kind) + " " + mask.Tail(r.info)
}

// Format prints what String does, whatever the verb and the flags.
func (r Recipient) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// LogValue logs what String prints.
func (r Recipient) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText writes what String prints, so that a report encoded as JSON stays masked too.
func (r Recipient) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
