package payout_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestIBANForm(t *testing.T) {
	tests := []struct {
		name, iban string
		want       string // part of the error; empty: accepted
	}{
		{"published", "TR920086402100005482986178", ""},
		{"blanks and small letters", " tr92 0086 4021 0000 5482 9861 78\u00a0", ""},
		{"British", "GB29 NWBK 6016 1331 9268 19", ""},
		{"Norwegian, the shortest", "NO9386011117947", ""},
		{"empty", "", "must be two letters"},
		{"a phone number", "+905456856931", "must be two letters"},
		{"hyphens", "TR92-0086-4021-0000-5482-9861-78", ""},
		{"other hyphens", "TR92\u20110086\u20134021\u20100000\u20145482-9861-78", ""},
		{"the word before it", "IBAN TR920086402100005482986178", ""},
		{"the word in Turkish letters", "İban: TR92 0086 4021 0000 5482 9861 78", ""},
		{"the word twice", "IBAN IBAN TR920086402100005482986178", "must be two letters"},
		{"invisible character", "\u200bTR920086402100005482986178", "must be two letters"},
		{"Arabic digits", "TR٩٢0086402100005482986178", "must be two letters"},
		{"too long for any country", "DE" + strings.Repeat("1", 33), "must be two letters"},
		{"a digit is missing", "TR92008640210000548298617", "has 26 characters, this one has 25"},
		{"a digit too many", "TR9200864021000054829861788", "has 26 characters, this one has 27"},
		{"a digit is wrong", "TR920086402100005482986179", "check digits"},
		{"check digits that are never given out", ibanWithAlias(t), "check digits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := payout.IBAN(tt.iban, "Ayşe Yılmaz")
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
			if tt.iban != "" {
				assert.NotContains(t, err.Error(), tt.iban)
			}
		})
	}
}

// ibanWithAlias is an IBAN whose check digits should be 97: 00 leaves the same remainder.
func ibanWithAlias(t *testing.T) string {
	for i := range 1000 {
		bban := fmt.Sprintf("%022d", i)
		if iban := withCheckDigits("TR", bban); strings.HasPrefix(iban, "TR97") {
			return "TR00" + bban
		}
	}
	t.Fatal("no account has the check digits 97")
	return ""
}

// withCheckDigits computes them the slow and obvious way, letter by letter into one big number.
func withCheckDigits(country, bban string) string {
	var digits strings.Builder
	for _, c := range bban + country + "00" {
		if c >= 'A' {
			fmt.Fprint(&digits, c-'A'+10)
		} else {
			digits.WriteRune(c)
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	remainder := new(big.Int).Mod(n, big.NewInt(97)).Int64()
	return fmt.Sprintf("%s%02d%s", country, 98-remainder, bban)
}

func TestIBANChecksumFindsEverySingleMistake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		iban := withCheckDigits(rapid.SampledFrom([]string{"TR", "DE", "GB"}).Draw(t, "country"), rapid.StringMatching(`[0-9A-Z]{22}`).Draw(t, "account"))
		_, err := payout.IBAN(iban, "Ayşe Yılmaz")
		require.NoError(t, err)

		at := rapid.IntRange(4, len(iban)-1).Draw(t, "at")
		wrong := rapid.StringMatching(`[0-9]`).Draw(t, "wrong")
		if iban[at] > '9' || iban[at:at+1] == wrong {
			t.Skip("a digit becomes another one")
		}
		_, err = payout.IBAN(iban[:at]+wrong+iban[at+1:], "Ayşe Yılmaz")
		require.ErrorContains(t, err, "check digits")
		_, err = payout.IBAN(iban[:at]+wrong+iban[at+1:], "Ayşe Yılmaz", payout.WithoutChecksum())
		require.NoError(t, err)
	})
}

func TestIdentityNumberForm(t *testing.T) {
	tests := []struct{ name, number, want, lax string }{
		{"right", "10000000146", "", ""},
		{"blanks around", " 10000000146\n", "", ""},
		{"wrong tenth digit", "10000000156", "check digits", ""},
		{"wrong last digit", "10000000147", "check digits", ""},
		{"ten digits, as published", "1000000014", "eleven digits", ""},
		{"nine digits", "100000001", "eleven digits", "eleven digits"},
		{"twelve digits", "100000001461", "eleven digits", "eleven digits"},
		{"begins with 0", "01000000146", "eleven digits", "eleven digits"},
		{"letters", "1000000014x", "eleven digits", "eleven digits"},
		{"empty", "", "eleven digits", "eleven digits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := payout.IdentityNumber(tt.number)
			requireErrorPart(t, err, tt.want)
			_, err = payout.IdentityNumber(tt.number, payout.WithoutChecksum())
			requireErrorPart(t, err, tt.lax)
		})
	}
}

func requireErrorPart(t *testing.T, err error, part string) {
	t.Helper()
	if part == "" {
		require.NoError(t, err)
		return
	}
	require.ErrorContains(t, err, part)
}

func TestIdentityNumberChecksumFindsEverySingleMistake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := identityNumber(rapid.StringMatching(`[1-9][0-9]{8}`).Draw(t, "first nine"))
		_, err := payout.IdentityNumber(number)
		require.NoError(t, err)

		at := rapid.IntRange(0, 10).Draw(t, "at")
		wrong := rapid.StringMatching(`[0-9]`).Draw(t, "wrong")
		if number[at:at+1] == wrong {
			t.Skip("a digit becomes another one")
		}
		_, err = payout.IdentityNumber(number[:at] + wrong + number[at+1:])
		require.Error(t, err)
	})
}

// identityNumber completes nine digits: the tenth is seven times the odd places less the even ones, the last the sum of all.
func identityNumber(nine string) string {
	d := func(i int) int { return int(nine[i-1] - '0') }
	tenth := (7*(d(1)+d(3)+d(5)+d(7)+d(9)) - d(2) - d(4) - d(6) - d(8) + 100) % 10
	sum := tenth
	for i := 1; i <= 9; i++ {
		sum += d(i)
	}
	return fmt.Sprintf("%s%d%d", nine, tenth, sum%10)
}

func TestPhoneForms(t *testing.T) {
	const want = "+905456856931"
	for _, number := range []string{
		"+905456856931", "905456856931", "00905456856931", "05456856931", "5456856931",
		"+90 545 685 69 31", "0 (545) 685-69-31", "\u00a00545\t6856931 ", "0545.685.69.31", "+90 (0) 545 685 69 31", "900 545 685 69 31", "0545/685 69 31",
		"tel:+90-545-685-69-31", "545\u2011685\u201169\u201131", "00 90 545 685 69 31",
	} {
		r, err := payout.Phone(number)
		require.NoError(t, err, "%q", number)
		assert.Equal(t, want, r.Info(), "%q", number)
	}
	for _, number := range []string{
		"", "+", "90", "545685693", "54568569311", "+5456856931", "+05456856931", "0005456856931", "+0090 545 685 69 31", "+0090545685693", "+4915112345678", "15112345678",
		"004915112345678", "900456856931", "00456856931", "4456856931", "0545685693.0", "054568569.00", "02121234567", "+902121234567", "8501234567", "9.05457E+11", "++905456856931",
		"+90545685693a", "+90٥456856931", "TR920086402100005482986178", "10000000146",
	} {
		_, err := payout.Phone(number)
		require.ErrorContains(t, err, "must be a Turkish number", "%q", number)
		if len(number) > 9 {
			assert.NotContains(t, err.Error(), number)
		}
	}
}

func TestPhoneIsAlwaysSentInOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ten := rapid.StringMatching(`5[0-9]{9}`).Draw(t, "number")
		prefix := rapid.SampledFrom([]string{"+90", "90", "0090", "0", ""}).Draw(t, "prefix")
		r, err := payout.Phone(prefix + ten)
		require.NoError(t, err)
		require.Equal(t, "+90"+ten, r.Info())

		again, err := payout.Phone(r.Info())
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}

func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"TR920086402100005482986178", "10000000146", "+905456856931", "0090 (545) 685-69-31", "2228853", "", "\xff", "ı"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range []func() (payout.Recipient, error){
			func() (payout.Recipient, error) { return payout.IBAN(s, "Ayşe Yılmaz", payout.WithoutChecksum()) },
			func() (payout.Recipient, error) { return payout.Phone(s) },
			func() (payout.Recipient, error) { return payout.IdentityNumber(s, payout.WithoutChecksum()) },
			func() (payout.Recipient, error) { return payout.MemberID(s) },
		} {
			got, err := r()
			switch {
			case err == nil && strings.Trim(got.Info(), "+0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
				t.Errorf("%q would be sent", got.Info())
			case err != nil && leaks(err, s):
				t.Errorf("%q shows in %q", s, err)
			}
		}
	})
}

// leaks tells whether a message repeats an identifier, other than the published ones that it gives as examples.
func leaks(err error, identifier string) bool {
	message := strings.NewReplacer(testkit.MarkerIBAN, "", testkit.MarkerPhone, "").Replace(err.Error())
	return len(strings.TrimFunc(identifier, unicode.IsLetter)) > 5 && strings.ContainsAny(identifier, "0123456789") && strings.Contains(message, identifier)
}
