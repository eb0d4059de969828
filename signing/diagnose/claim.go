package diagnose

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// claim is what a request says of its signature, read with indulgence.
type claim struct {
	apiKey, randomKey, signature string // "" if absent
	sentRandomKey                string // x-iyzi-rnd
}

func readClaim(r *http.Request) (claim, []string) {
	values := r.Header.Values(signing.HeaderAuthorization)
	if len(values) == 0 || strings.TrimSpace(values[0]) == "" {
		return claim{}, []string{"authorization-missing"}
	}
	var mistakes []string
	if len(values) > 1 {
		mistakes = append(mistakes, "authorization-repeated")
	}
	if len(values[0]) > scheme.MaxHeaderLength {
		return claim{}, append(mistakes, "payload-unreadable")
	}
	encoded, schemeMistake := cutScheme(strings.TrimSpace(values[0]))
	payload, payloadMistakes := readPayload(encoded)
	switch {
	case payload == "" && isOldPayload(encoded):
		return claim{}, append(mistakes, "scheme-old")
	case schemeMistake != "":
		mistakes = append(mistakes, schemeMistake)
	}
	mistakes = append(mistakes, payloadMistakes...)
	if payload == "" {
		return claim{}, mistakes
	}
	read, fieldMistakes := readFields(payload)
	mistakes = append(mistakes, fieldMistakes...)

	sent := r.Header.Values(signing.HeaderRandomKey)
	if len(sent) > 0 {
		read.sentRandomKey = sent[0]
		if read.randomKey != "" && sent[0] != read.randomKey {
			mistakes = append(mistakes, "random-key-differs")
		}
	}
	return read, mistakes
}

// cutScheme returns what follows the scheme, and the mistake in the scheme or "".
func cutScheme(value string) (string, string) {
	const name = "IYZWSv2"
	if rest, found := strings.CutPrefix(value, name); found {
		trimmed := strings.TrimLeft(rest, " \t:")
		if rest == " "+trimmed {
			return trimmed, ""
		}
		return trimmed, "scheme-blank-missing"
	}
	first, rest, found := strings.Cut(value, " ")
	if found && (isSchemeName(first) || !isReadable(value) && isReadable(rest)) {
		return strings.TrimSpace(rest), "scheme-wrong"
	}
	return value, "scheme-missing"
}

func isReadable(encoded string) bool {
	payload, _ := readPayload(encoded)
	return payload != ""
}

func isSchemeName(word string) bool {
	return slices.Contains([]string{"iyzwsv2", "iyzws", "basic", "bearer", "hmac", "token"}, strings.ToLower(word))
}

// isOldPayload: "apiKey:" and base64 of a SHA-1.
func isOldPayload(encoded string) bool {
	at := strings.LastIndexByte(encoded, ':')
	if at < 1 {
		return false
	}
	digest, err := base64.StdEncoding.DecodeString(encoded[at+1:])
	return err == nil && len(digest) == 20
}

// readPayload undoes the encoding of the payload; "" if it cannot be read.
func readPayload(encoded string) (string, []string) {
	if looksLikeFields(encoded) {
		return encoded, []string{"payload-not-base64"}
	}
	var mistakes []string
	if joined := strings.Join(strings.Fields(encoded), ""); joined != encoded {
		encoded, mistakes = joined, append(mistakes, "payload-white-space")
	}
	payload, standard := decodeAnyBase64(encoded)
	if payload != "" && !standard {
		mistakes = append(mistakes, "payload-base64-variant")
	}
	if again, _ := decodeAnyBase64(payload); looksLikeFields(again) {
		payload, mistakes = again, append(mistakes, "payload-base64-twice")
	}
	if !looksLikeFields(payload) {
		return "", []string{"payload-unreadable"}
	}
	return payload, mistakes
}

func looksLikeFields(payload string) bool {
	at := strings.IndexAny(payload, ":=")
	return at >= 0 && fieldLabel(payload[:at]) != ""
}

// fieldLabel returns the label that the name of a field stands for, or "".
func fieldLabel(name string) string {
	for _, label := range []string{scheme.APIKeyField, scheme.RandomKeyField, scheme.SignatureField} {
		if strings.EqualFold(strings.TrimSpace(name)+":", label) {
			return label
		}
	}
	return ""
}

// decodeAnyBase64 returns "" if the text is base64 of no kind, and whether it is
// base64 of the standard kind.
func decodeAnyBase64(text string) (decoded string, standard bool) {
	if bytes, err := base64.StdEncoding.DecodeString(text); err == nil {
		return string(bytes), true
	}
	alphabet := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	if bytes, err := base64.RawStdEncoding.DecodeString(alphabet); err == nil {
		return string(bytes), false
	}
	return "", false
}

// readFields takes the fields in any order and with other separators.
func readFields(payload string) (claim, []string) {
	read := map[string]string{}
	var order, form []string
	fields := strings.Split(payload, "&")
	if len(fields) == 1 {
		fields = strings.FieldsFunc(payload, func(char rune) bool { return strings.ContainsRune(";,|\r\n\t ", char) })
		form = append(form, "field-separator")
	}
	for _, field := range fields {
		at := strings.IndexAny(field, ":=")
		if at < 0 || fieldLabel(field[:at]) == "" {
			continue
		}
		label := fieldLabel(field[:at])
		read[label], order = field[at+1:], append(order, label)
		if !strings.HasPrefix(field, label) {
			form = append(form, "field-separator")
		}
	}
	taken := claim{apiKey: read[scheme.APIKeyField], randomKey: read[scheme.RandomKeyField], signature: read[scheme.SignatureField]}
	if missing := taken.missing(); len(missing) > 0 {
		return taken, append(missing, form...)
	}
	if strings.Join(order, "") != scheme.APIKeyField+scheme.RandomKeyField+scheme.SignatureField {
		form = append(form, "field-order")
	}
	return taken, form
}

func (c claim) missing() (missing []string) {
	for _, field := range [][2]string{
		{c.apiKey, "api-key-missing"}, {c.randomKey, "random-key-missing"}, {c.signature, "signature-missing"},
	} {
		if field[0] == "" {
			missing = append(missing, field[1])
		}
	}
	return missing
}
