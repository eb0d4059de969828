package signing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

func TestNewCredentialsRefusesUnusableKeys(t *testing.T) {
	tests := []struct {
		name, apiKey, secretKey string
		key, problem            string
	}{
		{"empty api key", "", "s", "api key", "is empty"},
		{"empty secret", "k", "", "secret key", "is empty"},
		{"long", strings.Repeat("k", 513), "s", "api key", "has 513 bytes, more than 512"},
		{"leading blank", " k", "s", "api key", "begins with a blank: take it out"},
		{"trailing line feed", "k", "sec\n", "secret key", "ends with a line feed: take it out"},
		{"trailing carriage return first", "k", "sec\r\n", "secret key", "holds at byte 4 a carriage return: take it out"},
		{"blank inside", "k", "se ret", "secret key", "holds at byte 3 a blank: take it out"},
		{"tab", "k\t", "s", "api key", "ends with a tab: take it out"},
		{"no-break space", "k", "sec\u00a0", "secret key", "ends with a no-break space: take it out"},
		{"byte order mark", "\ufeffk", "s", "api key", "begins with a byte order mark: take it out"},
		{"zero width", "k", "s\u200b", "secret key", "ends with an invisible character: take it out"},
		{"em space", "k\u2003", "s", "api key", "ends with white space: take it out"},
		{"control", "k", "s\x00s", "secret key", "holds at byte 2 a control character: take it out"},
		{"delete", "k", "s\x7f", "secret key", "ends with a control character: take it out"},
		{"Turkish letter", "k", "gizliş", "secret key", "ends with a character that is not ASCII: take it out"},
		{"not UTF-8", "k", "s\xff", "secret key", "ends with a character that is not ASCII: take it out"},
		{"ampersand", "k&x", "s", "api key", "holds '&', which separates the fields of the header"},
		{"colon", "k:x", "s", "api key", "holds ':', which separates the fields of the header"},
		{"double quotes", `"k"`, "s", "api key", "is wrapped in quotation marks: take them off"},
		{"single quotes", "k", "'s'", "secret key", "is wrapped in quotation marks: take them off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			creds, err := signing.NewCredentials(test.apiKey, test.secretKey)
			require.EqualError(t, err, "signing: the "+test.key+" "+test.problem)
			assert.True(t, creds.IsZero())
		})
	}
}

func TestNewCredentialsTakesWhatMerchantsHave(t *testing.T) {
	for name, keys := range map[string][2]string{
		"sandbox":               {"sandbox-l9Md1Gj3IYcmu4NdaWxaSUoCoX7DC5RA", "sandbox-wbwpzKIiplZxI3hh5ALI4FJyAcZKL6kq"},
		"separators in secret":  {"k", "a&b:c"},
		"both the same":         {"test", "test"},
		"one quotation mark":    {"k", `"s`},
		"one character":         {"k", "s"},
		"the longest":           {strings.Repeat("k", scheme.MaxKeyLength), strings.Repeat("s", scheme.MaxKeyLength)},
		"all printable letters": {"!\"#$%'()*+,-./;<=>?@[\\]^_`{|}~", "~"},
	} {
		t.Run(name, func(t *testing.T) {
			creds, err := signing.NewCredentials(keys[0], keys[1])
			require.NoError(t, err)
			signature, err := signing.Sign(creds, "r", initPath, nil)
			require.NoError(t, err)
			require.Equal(t, authorization(keys[0], "r", hexHMAC(keys[1], "r"+initPath)), signature.Header())
		})
	}
}

func TestEnvironment(t *testing.T) {
	assert.Equal(t, signing.Sandbox, newCredentials(t, "sandbox-k", "s").Environment())
	assert.Equal(t, signing.Production, newCredentials(t, "k", "sandbox-s").Environment())
	assert.Equal(t, signing.Production, newCredentials(t, "Sandbox-k", "s").Environment())
	assert.Equal(t, signing.Environment(""), signing.Credentials{}.Environment())

	assert.Equal(t, "sandbox-api.iyzipay.com", signing.Sandbox.Host())
	assert.Equal(t, "api.iyzipay.com", signing.Production.Host())
	assert.Empty(t, signing.Environment("").Host())
}

func TestFingerprintTellsAPIKeysApartAndIgnoresTheSecret(t *testing.T) {
	one := newCredentials(t, "k1", "s").Fingerprint()
	assert.Regexp(t, "^[0-9a-f]{12}$", one)
	assert.Equal(t, one, newCredentials(t, "k1", "other").Fingerprint())
	assert.NotEqual(t, one, newCredentials(t, "k2", "s").Fingerprint())
	assert.Empty(t, signing.Credentials{}.Fingerprint())
	// Journals on disk hold it, so it may never change.
	assert.Equal(t, "1e618fd1c36e", newCredentials(t, "sandbox-example", "s").Fingerprint())
}
