package payout

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
	"github.com/iyzipayout/iyzipayout/signing"
)

// cleaner makes text of the vendor fit for errors, logs and reports: what looks like an IBAN, a number or a key is masked, and
// so is what has no form to find it by but is known: the names and short numbers of recipients, and the client's API key.
//
// What is known is prepared when the first text comes: most answers hold none. It is a function also because fmt does not call functions.
type cleaner struct{ known func() *strings.Replacer }

// shortestDescription is longer than the words of messages: "salary" may be the description of a line, and stand in a message.
const shortestDescription = 8

func cleanerFor(items []Item, secrets ...string) cleaner {
	return cleaner{known: sync.OnceValue(func() *strings.Replacer { return replacer(items, secrets) })}
}

func replacer(items []Item, secrets []string) *strings.Replacer {
	var pairs []string
	for _, secret := range secrets {
		if secret != "" {
			pairs = append(pairs, secret, "***")
		}
	}
	for _, item := range items {
		pairs = append(pairs, maskings(item.Recipient.name, item.Recipient.info)...)
		if len([]rune(item.Description)) >= shortestDescription {
			pairs = append(pairs, item.Description, hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}

// maskings lists what to replace by what. Banks answer in capitals, in the Turkish or the English way.
func maskings(name, info string) []string {
	const shortestName, shortestInfo = 3, 5 // anything shorter would be found within other words
	var pairs []string
	if len([]rune(name)) >= shortestName {
		masked := mask.Name(name)
		pairs = append(pairs, name, masked, strings.ToUpper(name), masked, strings.ToUpperSpecial(unicode.TurkishCase, name), masked)
	}
	if len(info) >= shortestInfo {
		pairs = append(pairs, info, mask.Tail(info))
	}
	return pairs
}

// text is s on one line, masked and cut.
func (c cleaner) text(s string) string {
	var known *strings.Replacer
	if s != "" && c.known != nil {
		known = c.known()
	}
	return vendortext.Clean(s, known)
}

// visible is a text in which nothing can forge a line of a log, move a cursor or turn the direction of writing: such characters
// are replaced by one that shows. It masks nothing.
func visible(s string) string {
	if !strings.ContainsFunc(s, unseen) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func unseen(r rune) bool {
	if r > 0xA0 && r < 0x300 && r != 0xAD || r >= ' ' && r <= '~' {
		return false // Latin letters, of which names are made
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// visibleMember makes a text of an answer visible. The ids that the caller chose may hold invisible characters, and are told apart by
// them; but not control characters, with which they would not have been sent.
func visibleMember(name []byte, text string) string {
	suffix := func(s string) bool {
		return len(name) >= len(s) && strings.EqualFold(string(name[len(name)-len(s):]), s)
	}
	switch {
	case suffix("requestId"):
		if checkText(text) != nil {
			return "" // it cannot be sent, and must not become another one
		}
		return text
	case suffix("externalId") && !strings.ContainsFunc(text, unicode.IsControl):
		return text
	}
	return visible(text)
}

// foreign is the text of an error that was not made here: that of a RoundTripper may quote the whole request.
func (c cleaner) foreign(err error) string {
	text := userinfo().ReplaceAllString(fmt.Sprint(err), "//***@")
	return c.text(quotedBody().ReplaceAllString(text, "***"))
}

// userinfo is the user and password of a URL, such as that of a proxy that cannot be parsed.
var userinfo = lazyregexp.New(`//[^/@\s"]+@`)

// quotedBody is what may be a body and all that follows, because nobody knows where it is cut: as it is, quoted once or
// more often, or as bytes in base64, hexadecimal or decimal.
var quotedBody = lazyregexp.New(`(?s)(?:[\[{]\s*(?:\\[nrt]|\s)*\\*"|\beyJ|\[?\b123[, ]+34\b|0x7b|(?i:\b7b ?(?:0x)?22)).*`)

// apiKeyOf gives the API key away, so that it can be found where the vendor repeats it. A function, because fmt does not call
// functions where it prints a client. The signature is of nothing that could be sent.
func apiKeyOf(credentials signing.Credentials) func() string {
	return func() string {
		signature, err := signing.Sign(credentials, "none", "", nil)
		if err != nil {
			return ""
		}
		return signature.APIKey()
	}
}
