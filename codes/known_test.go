package codes_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
)

// constants reads the constants of type Code, by name, from the source: a new
// one cannot be forgotten here.
func constants(t *testing.T) map[string]codes.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "known.go", nil, parser.ParseComments)
	require.NoError(t, err)
	found := map[string]codes.Code{}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			text, err := strconv.Unquote(value.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			name := value.Names[0].Name
			found[name] = codes.Code(text)
			assert.Regexp(t, `docs\.iyzico\.com|iyzipay-\w+ issue`, value.Doc.Text(), "%s names its source", name)
		}
	}
	return found
}

func TestTheConstants(t *testing.T) {
	assert.Equal(t, map[string]codes.Code{
		"System": "1", "TokenNotVerified": "8", "InvalidRequest": "11", "MandatoryField": "24",
		"InvalidSignature": "1000", "UnknownCredentials": "1001", "SignatureMissing": "1007", "AuthorizationMissing": "1009",
		"MarketplaceOnly": "2000", "AccountSuspended": "9000", "InsufficientFunds": "10051", "RateLimited": "50000",
		"ProductNotEnabled": "100001",
	}, constants(t))
}

func TestEveryConstantIsExplained(t *testing.T) {
	seen := map[string]string{}
	for name, code := range constants(t) {
		for kind, text := range map[string]string{"hint": code.Hint(), "en": code.Message("en"), "tr": code.Message("tr")} {
			assert.NotEmpty(t, text, "%s %s", name, kind)
			assert.Empty(t, seen[text], "%s %s is the text of another", name, kind)
			seen[text] = name + " " + kind
		}
		assert.Regexp(t, `^[A-Z][^\n]{20,300}\.$`, code.Hint(), name)
		assert.LessOrEqual(t, strings.Count(code.Hint(), ". "), 1, "%s: one or two sentences", name)
	}
}

func TestPublishedMessages(t *testing.T) {
	for _, c := range []struct {
		code           codes.Code
		locale, wanted string
	}{
		{codes.InvalidSignature, "tr", "Geçersiz imza"},
		{codes.UnknownCredentials, "tr", "api bilgileri bulunamadı"},
		{codes.AuthorizationMissing, "tr", "Authorization header string gönderilmesi zorunludur"},
		{codes.MarketplaceOnly, "tr", "Bu servis sadece pazaryeri müşterilerine açıktır"},
		{codes.ProductNotEnabled, "tr", "Sistem hatası"},
		{codes.System, "en", "System error occurred"},
		{codes.TokenNotVerified, "en", "Authentication token is not verified"},
		{codes.InvalidRequest, "en", "Invalid request"},
		{codes.RateLimited, "en", "Request Limit Exceeded"},
	} {
		assert.Equal(t, c.wanted, c.code.Message(c.locale), c.code)
	}
}

func TestMessageLocale(t *testing.T) {
	for locale, want := range map[string]string{
		"tr": "Geçersiz imza", "TR": "Geçersiz imza", "en": "Invalid signature", "EN": "Invalid signature",
		"": "Invalid signature", "de": "Invalid signature", "tr-TR": "Invalid signature",
	} {
		assert.Equal(t, want, codes.InvalidSignature.Message(locale), locale)
	}
}

func TestUnknownCodesHaveNoWords(t *testing.T) {
	for _, code := range []codes.Code{"", "2", "08", "1000 ", "50000.0", "true"} {
		assert.Empty(t, code.Hint(), code)
		assert.Empty(t, code.Message("tr"), code)
		assert.Empty(t, code.Message("en"), code)
	}
}

// Hints go into errors and logs: nothing in them may look like a key, a
// signature, an IBAN, a phone or an identity number.
func TestHintsHoldNoSecrets(t *testing.T) {
	secret := regexp.MustCompile(`[0-9]{8,}|TR[0-9]{2}|\+90|[A-Za-z0-9+/]{24,}|sandbox-[A-Za-z0-9]{8,}`)
	require.Regexp(t, secret, "TR920086402100005482986178")
	require.Regexp(t, secret, "sandbox-abcdefgh12")
	for name, code := range constants(t) {
		for _, text := range []string{code.Hint(), code.Message("en"), code.Message("tr")} {
			assert.NotRegexp(t, secret, text, name)
		}
	}
}
