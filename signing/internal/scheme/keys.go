// Package scheme is what signing and signing/diagnose both know of IYZWSv2: how the header is put together, which path and
// which hosts a request names, and which keys [signing.Credentials] hides from everybody else.
package scheme

// Keys are an API key and a secret key. Only this package's neighbours can take them out again.
//
// A function holds them, because fmt and the diff printers of test libraries read unexported fields and follow pointers, but
// do not call functions.
type Keys struct {
	both func() (apiKey, secretKey string)
}

// Hide keeps the keys.
func Hide(apiKey, secretKey string) Keys {
	return Keys{func() (string, string) { return apiKey, secretKey }}
}

// None reports whether there are no keys.
func None(k Keys) bool { return k.both == nil }

// Reveal returns the keys, "" for the zero value.
func Reveal(k Keys) (apiKey, secretKey string) {
	if None(k) {
		return "", ""
	}
	return k.both()
}

// MaxKeyLength is the longest API key, secret key or random key that is taken, in bytes. The keys of iyzico have about 40.
const MaxKeyLength = 512

// MaxHeaderLength is the longest Authorization value that is read, in bytes. The longest that is made, with two keys of
// MaxKeyLength, has 1500.
const MaxHeaderLength = 4096

// The fields of the header, "apiKey:K&randomKey:R&signature:S", with their labels.
const (
	APIKeyField    = "apiKey:"
	RandomKeyField = "randomKey:"
	SignatureField = "signature:"
)
