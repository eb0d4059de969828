package signing_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

func encoded(payload string) string {
	return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(payload))
}

func TestParseHeaderRefuses(t *testing.T) {
	right := encoded("apiKey:k&randomKey:r&signature:s")
	tests := []struct {
		name, value string
		want        error
		says        string
	}{
		{"nothing", "", signing.ErrAuthorizationMissing, "missing"},
		{"blank", " ", signing.ErrHeaderMalformed, "IYZWSv2"},
		{"other scheme", "Basic eDp5", signing.ErrHeaderMalformed, "IYZWSv2"},
		{"old scheme", "IYZWS k:h", signing.ErrHeaderMalformed, "IYZWSv2"},
		{"lower case", strings.Replace(right, "IYZWS", "iyzws", 1), signing.ErrHeaderMalformed, "IYZWSv2"},
		{"no blank", strings.Replace(right, " ", "", 1), signing.ErrHeaderMalformed, "IYZWSv2"},
		{"no payload", "IYZWSv2 ", signing.ErrHeaderMalformed, `field 1 does not begin with "apiKey:"`},
		{"two blanks", strings.Replace(right, " ", "  ", 1), signing.ErrHeaderMalformed, "base64"},
		{"plain", "IYZWSv2 apiKey:k&randomKey:r&signature:s", signing.ErrHeaderMalformed, "base64"},
		{"unpadded", strings.TrimRight(right, "="), signing.ErrHeaderMalformed, "base64"},
		{"line break", right[:20] + "\n" + right[20:], signing.ErrHeaderMalformed, "line break"},
		{"line break at the end", right + "\r\n", signing.ErrHeaderMalformed, "line break"},
		{"too long", "IYZWSv2 " + strings.Repeat("A", 4089), signing.ErrHeaderMalformed, "4097 bytes, more than 4096"},
		{"fields out of order", encoded("randomKey:r&apiKey:k&signature:s"), signing.ErrHeaderMalformed, `field 1 does not begin with "apiKey:"`},
		{"equals sign", encoded("apiKey=k&randomKey=r&signature=s"), signing.ErrHeaderMalformed, "field 1"},
		{"no random key", encoded("apiKey:k&signature:s"), signing.ErrHeaderMalformed, `field 2 does not begin with "randomKey:"`},
		{"api key alone", encoded("apiKey:k"), signing.ErrHeaderMalformed, `field 2, "randomKey:", is missing`},
		{"empty api key", encoded("apiKey:&randomKey:r&signature:s"), signing.ErrHeaderMalformed, "the api key is empty"},
		{"empty random key", encoded("apiKey:k&randomKey:&signature:s"), signing.ErrHeaderMalformed, "the random key is empty"},
		{"no signature", encoded("apiKey:k&randomKey:r"), signing.ErrSignatureMissing, "no signature"},
		{"empty signature", encoded("apiKey:k&randomKey:r&signature:"), signing.ErrSignatureMissing, "no signature"},
		{"other third field", encoded("apiKey:k&randomKey:r&sign:s"), signing.ErrHeaderMalformed, `field 3 does not begin with "signature:"`},
		{"fourth field", encoded("apiKey:k&randomKey:r&signature:s&x:y"), signing.ErrHeaderMalformed, "4 fields in place of 3"},
		{"ampersand at the end", encoded("apiKey:k&randomKey:r&signature:s&"), signing.ErrHeaderMalformed, "4 fields in place of 3"},
		{"blank in api key", encoded("apiKey:k &randomKey:r&signature:s"), signing.ErrHeaderMalformed, "ends with a blank"},
		{"line feed in signature", encoded("apiKey:k&randomKey:r&signature:s\n"), signing.ErrHeaderMalformed, "the signature ends with a line feed"},
		{"colon in random key", encoded("apiKey:k&randomKey:r:r&signature:s"), signing.ErrHeaderMalformed, "holds ':'"},
		{"long random key", encoded("apiKey:k&randomKey:" + strings.Repeat("r", 513) + "&signature:s"), signing.ErrHeaderMalformed, "513 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			signature, err := signing.ParseHeader(test.value)
			require.ErrorIs(t, err, test.want)
			assert.ErrorContains(t, err, test.says)
			assert.Empty(t, signature.Header())
			for _, other := range []error{signing.ErrAuthorizationMissing, signing.ErrHeaderMalformed, signing.ErrSignatureMissing} {
				assert.Equal(t, other == test.want, strings.HasPrefix(err.Error(), other.Error()))
			}
		})
	}
}

func TestParseHeaderRefusesLooseBase64Bits(t *testing.T) {
	// "...cw==" and "...cx==" decode to the same bytes unless the decoder is strict.
	value := encoded("apiKey:k&randomKey:rr&signature:ss")
	require.True(t, strings.HasSuffix(value, "cw=="), value)
	_, err := signing.ParseHeader(strings.TrimSuffix(value, "cw==") + "cx==")
	require.ErrorIs(t, err, signing.ErrHeaderMalformed)
}

func TestTheLongestKeysFitIntoTheHeader(t *testing.T) {
	long := strings.Repeat("k", scheme.MaxKeyLength)
	signature, err := signing.Sign(newCredentials(t, long, long), long, initPath, nil)
	require.NoError(t, err)
	parsed, err := signing.ParseHeader(signature.Header())
	require.NoError(t, err)
	require.Equal(t, signature.Header(), parsed.Header())
}

func TestEverySignatureParsesBackToItself(t *testing.T) {
	unwrapped := func(key string) bool { return len(key) != 1 && key[0] != key[len(key)-1] }
	key := rapid.StringMatching(`[!-%'-9;-~]{1,60}`).Filter(unwrapped)
	rapid.Check(t, func(t *rapid.T) {
		apiKey, randomKey := key.Draw(t, "apiKey"), key.Draw(t, "randomKey")
		creds, err := signing.NewCredentials(apiKey, "s")
		require.NoError(t, err)
		signature, err := signing.Sign(creds, randomKey, "/p", nil)
		require.NoError(t, err)
		parsed, err := signing.ParseHeader(signature.Header())
		require.NoError(t, err)
		require.Equal(t, [3]string{apiKey, randomKey, signature.Value()}, [3]string{parsed.APIKey(), parsed.RandomKey(), parsed.Value()})
	})
}

func FuzzParseHeader(f *testing.F) {
	for _, seed := range []string{"", "IYZWSv2 ", encoded("apiKey:k&randomKey:r&signature:s"), encoded("apiKey:k&randomKey:r"),
		encoded("apiKey:&&"), "IYZWSv2 YXBpS2V5Og==\n", "Basic x", encoded("apiKey:k&randomKey:r&signature:s&")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		signature, err := signing.ParseHeader(value)
		if err != nil {
			if signature.Header() != "" {
				t.Fatal("an error and a signature")
			}
			return
		}
		// What is accepted is exactly what Header writes.
		if signature.Header() != value {
			t.Fatalf("accepted %q, which is written %q", value, signature.Header())
		}
	})
}
