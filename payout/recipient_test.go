package payout_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestRecipientKinds(t *testing.T) {
	tests := []struct {
		name             string
		make             func() (payout.Recipient, error)
		kind             gen.RecipientType
		info, holder, is string
	}{
		{"IBAN", func() (payout.Recipient, error) {
			return payout.IBAN("tr92 0086402100005482986178", testkit.MarkerName)
		},
			gen.RecipientTypeIBAN, testkit.MarkerIBAN, testkit.MarkerName, "IBAN ***6178"},
		{"phone", func() (payout.Recipient, error) { return payout.Phone("0545 685 69 31") },
			gen.RecipientTypePhone, testkit.MarkerPhone, "", "PHONE ***6931"},
		{"phone with a name", func() (payout.Recipient, error) {
			return payout.Phone(testkit.MarkerPhone, payout.WithName(testkit.MarkerName))
		},
			gen.RecipientTypePhone, testkit.MarkerPhone, testkit.MarkerName, "PHONE ***6931"},
		{"identity number", func() (payout.Recipient, error) {
			return payout.IdentityNumber("10000000146", payout.WithName(testkit.MarkerName))
		},
			gen.RecipientTypeIdentityNumber, "10000000146", testkit.MarkerName, "IDENTITY_NUMBER ***0146"},
		{"member id", func() (payout.Recipient, error) { return payout.MemberID(" 2228853 ", payout.WithName("")) },
			gen.RecipientTypeMemberID, "2228853", "", "MEMBER_ID ***"},
		{"nobody", func() (payout.Recipient, error) { return payout.Recipient{}, nil }, "", "", "", "no recipient"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := tt.make()
			require.NoError(t, err)
			assert.Equal(t, tt.kind, r.Type())
			assert.Equal(t, tt.info, r.Info())
			assert.Equal(t, tt.holder, r.Name())
			assert.Equal(t, tt.is, r.String())
		})
	}
}

func TestRecipientRefuses(t *testing.T) {
	tests := []struct {
		name string
		make func() (payout.Recipient, error)
		want string
	}{
		{"IBAN without holder", func() (payout.Recipient, error) { return payout.IBAN(testkit.MarkerIBAN, " ") }, "IBAN: holder: must not be empty"},
		{"holder with blanks around", func() (payout.Recipient, error) { return payout.IBAN(testkit.MarkerIBAN, testkit.MarkerName+" ") }, "holder: must not begin or end with white space"},
		{"holder with a line break", func() (payout.Recipient, error) { return payout.IBAN(testkit.MarkerIBAN, "Marker\nKişi") }, "holder: must not hold line breaks"},
		{"holder that is not UTF-8", func() (payout.Recipient, error) { return payout.IBAN(testkit.MarkerIBAN, "Marker Ki\xfei") }, "holder: is not UTF-8"},
		{"two names", func() (payout.Recipient, error) {
			return payout.IBAN(testkit.MarkerIBAN, testkit.MarkerName, payout.WithName(testkit.MarkerName))
		}, "leave WithName out"},
		{"name with a tab", func() (payout.Recipient, error) {
			return payout.Phone(testkit.MarkerPhone, payout.WithName("Marker\tKişi"))
		}, "name: must not hold line breaks, tabs"},
		{"member id with letters", func() (payout.Recipient, error) { return payout.MemberID("Marker1") }, "must be digits only"},
		{"empty member id", func() (payout.Recipient, error) { return payout.MemberID("") }, "must be digits only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := tt.make()
			require.ErrorContains(t, err, tt.want)
			assert.Equal(t, payout.Recipient{}, r)
			assert.NotContains(t, err.Error(), "Marker")
			assert.NotContains(t, err.Error(), testkit.MarkerIBAN[6:])
		})
	}
}

func TestNamesAreComposed(t *testing.T) {
	const composed = "Ayşe Öğüt"
	decomposed := norm.NFD.String(composed)
	require.NotEqual(t, composed, decomposed)
	iban, err := payout.IBAN(testkit.MarkerIBAN, decomposed)
	require.NoError(t, err)
	phone, err := payout.Phone(testkit.MarkerPhone, payout.WithName(decomposed))
	require.NoError(t, err)
	assert.Equal(t, composed, iban.Name())
	assert.Equal(t, composed, phone.Name())
}

func TestRecipientIsMaskedHoweverItIsPrinted(t *testing.T) {
	r, err := payout.IBAN(testkit.MarkerIBAN, testkit.MarkerName)
	require.NoError(t, err)
	amount, err := payout.TRY("1250.50")
	require.NoError(t, err)
	item := payout.Item{ExternalID: "1", Recipient: r, Amount: amount, Description: "Salary"}
	batch := payout.Batch{Items: []payout.Item{item}}

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v"} {
		if strings.Contains(verb, "%T") {
			fmt.Fprintf(&out, verb, r, r)
			continue
		}
		for _, v := range []any{r, &r, item, &item, batch, []payout.Item{item}, map[string]payout.Recipient{"r": r}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("paying", "recipient", r, "item", item)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("paying", "recipient", r, "batch", batch)
	require.NoError(t, json.NewEncoder(&out).Encode(batch))

	printed := out.String()
	assert.Contains(t, printed, "***6178")
	for _, secret := range []string{testkit.MarkerIBAN, testkit.MarkerIBAN[:22], testkit.MarkerName, "Marker", "Kişi", fmt.Sprintf("%x", testkit.MarkerIBAN), fmt.Sprintf("%x", testkit.MarkerName)} {
		assert.NotContains(t, printed, secret)
	}
}

func ExampleIBAN() {
	r, err := payout.IBAN("TR92 0086 4021 0000 5482 9861 78", "Ayşe Yılmaz")
	fmt.Println(r, err)
	_, err = payout.IBAN("TR92 0086 4021 0000 5482 9861 87", "Ayşe Yılmaz")
	fmt.Println(err)
	// Output:
	// IBAN ***6178 <nil>
	// IBAN: the check digits do not fit (mod-97): a character is wrong or two are exchanged
}
