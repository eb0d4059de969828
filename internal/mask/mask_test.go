package mask_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/mask"
)

func TestText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"IBAN", "TR920086402100005482986178", "***6178"},
		{"IBAN with words around", "IBAN TR920086402100005482986178 was refused by the bank", "IBAN ***6178 was refused by the bank"},
		{"IBAN before Turkish words", "TR920086402100005482986178 kayıtlı değil", "***6178 kayıtlı değil"},
		{"IBAN in small letters", "tr920086402100005482986178", "***6178"},
		{"IBAN after a colon", "iban:TR920086402100005482986178.", "iban:***6178."},
		{"IBAN glued to a word", "IBANTR920086402100005482986178", "IBANTR***6178"},
		{"IBAN after an underscore", "x_GB29NWBK60161331926819", "x***6819"},
		{"IBAN that is too long", "TR920086402100005482986178TR920086402100005482986178", "***6178"},
		{"IBAN in groups", "TR92 0086 4021 0000 5482 9861 78 refused", "***6178 refused"},
		{"IBAN in groups with points", "TR92.0086.4021.0000.5482.9861.78", "***6178"},
		{"IBAN in groups with hyphens", "GB29-NWBK-6016-1331-9268-19 refused", "***6819 refused"},
		{"IBAN in groups with non-breaking spaces", "TR92\u00a00086\u00a04021\u00a00000\u00a05482\u00a09861\u00a078", "***6178"},
		{"the shortest IBAN", "NO93 8601 1117 947 is wrong", "***7947 is wrong"},
		{"two IBANs", "TR920086402100005482986178, GB29NWBK60161331926819", "***6178, ***6819"},
		{"phone", "+905456856931 için cüzdan yok", "***6931 için cüzdan yok"},
		{"phone in groups", "no wallet for +90 (545) 685 69 31", "no wallet for ***6931"},
		{"phone with points", "0545.685.69.31", "***6931"},
		{"international phone with points", "+90.545.685.6931", "***6931"},
		{"identity number", "T.C. 10000000146", "T.C. ***0146"},
		{"ten digits", "5456856931", "***6931"},
		{"API key", "key sandbox-abcdEFGH1234 is unknown", "key *** is unknown"},
		{"API key in capitals", "KEY SANDBOX-ABCD1234", "KEY ***"},
		{"Authorization in small letters", "got iyzwsV2 YXBpS2V5OmFiYw==", "got ***"},
		{"Authorization in mixed letters", "got iyZws YXBpS2V5OmFiYw==", "got ***"},
		{"Authorization", "got IYZWSv2 YXBpS2V5OmFiYw==", "got ***"},
		{"Authorization with a colon", "IYZWSv2: YXBpS2V5OmFiYw==", "***"},

		{"an externalId of ours that looks like an IBAN", "content-af883384c652a02fae81d17ff2aef15d-try-2 is new", "content-af883384c652a02fae81d17ff2aef15d-try-2 is new"},
		{"an externalId of ours beside a number", "content-af883384c652a02fae81d17ff2aef15d: 5456856931", "content-af883384c652a02fae81d17ff2aef15d: ***6931"},
		{"an IBAN behind its beginning", "content-TR920086402100005482986178", "content-***6178"},

		{"nothing to hide", "Geçersiz imza", "Geçersiz imza"},
		{"nine digits", "tutar 123456789", "tutar 123456789"},
		{"an amount with eight decimals", "20.00000000 TRY", "20.00000000 TRY"},
		{"an id that begins like an IBAN", "Item AB12 was refused by the bank", "Item AB12 was refused by the bank"},
		{"an address", "http://127.0.0.1:8080/v1/mass/payout", "http://127.0.0.1:8080/v1/mass/payout"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, mask.Text(tt.text)) })
	}
}

func TestTextHidesWhatItIsMadeFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SampledFrom([]*rapid.Generator[string]{
			rapid.StringMatching(`TR[0-9]{24}`), rapid.StringMatching(`[A-Z]{2}[0-9]{2}[A-Z]{4}[0-9]{14}`),
			rapid.StringMatching(`\+90[0-9]{10}`), rapid.StringMatching(`[1-9][0-9]{10}`),
		}).Draw(t, "kind").Draw(t, "secret")
		words := rapid.StringMatching(`([A-Za-zçğıöşü ,.:]{0,20} )?`)
		text := words.Draw(t, "before") + secret + " " + words.Draw(t, "after")
		masked := mask.Text(text)
		require.NotContains(t, masked, secret)
		require.NotContains(t, masked, secret[:len(secret)-4])
		require.Contains(t, masked, "***"+secret[len(secret)-4:])
	})
}

func TestTail(t *testing.T) {
	for text, want := range map[string]string{
		"TR920086402100005482986178": "***6178",
		"12345678":                   "***5678",
		"  12345678\t":               "***5678",
		"1234567":                    "***",
		"":                           "***",
		"ıııığüşö":                   "***ğüşö",
	} {
		assert.Equal(t, want, mask.Tail(text), "%q", text)
	}
}

func TestName(t *testing.T) {
	for text, want := range map[string]string{
		"Ayşe Yılmaz":           "A*** Y***",
		"Şule":                  "Ş***",
		" Ali\u00a0  Can Öz\t ": "A*** C*** Ö***",
		"":                      "",
	} {
		assert.Equal(t, want, mask.Name(text), "%q", text)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"TR92 0086 4021 0000 5482 9861 78", "+90 (545) 685 69 31", "IYZWSv2 abc=", "sandbox-abcd", "\xff TR92", "AB12 cd34"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const secret = "GB29NWBK60161331926819"
		if masked := mask.Text(text + " " + secret); strings.Contains(masked, secret) {
			t.Fatalf("the IBAN shows in %q", masked)
		}
	})
}

func ExampleText() {
	fmt.Println(mask.Text("IBAN TR92 0086 4021 0000 5482 9861 78 does not belong to +90 545 685 69 31"))
	// Output: IBAN ***6178 does not belong to ***6931
}
