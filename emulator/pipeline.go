package emulator

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/diagnose"
	"github.com/iyzipayout/iyzipayout/spec"
)

// call is one request on its way through the pipeline, each step of which fills in more of it.
type call struct {
	request *http.Request
	now     time.Time
	locale  gen.Locale // of the answer; until it is checked, a guess

	body      []byte                          // from readBody on
	route     *route                          // from find on
	parameter string                          // of the path
	broken    []spec.Violation                // of single lines, from check on: what breaks the whole does not get further
	init      gen.MassPayoutInitializeRequest // of an init, from judge on
	verdicts  []*verdict                      // about its items

	signed   bool   // from verify on: the signature holds
	batch    string // from perform on: the requestId of the mass payout that it is about
	repeated bool   // an init that found its mass payout
}

// handle takes a call through its steps. The order matters:
//
//   - readBody is first: nothing can be said about a call whose body is too large to be held;
//   - verify needs the body as it arrived, and comes after find, because a path that is none's has no signature rule;
//   - localise and check come behind it, because a stranger is not told what is wrong with a request;
//   - perform is last: it sees only calls that are whole, signed and valid.
//
// Faults are around all of it (see happen): they befall calls whatever is in them.
func (e *Emulator) handle(c *call) (*answer, *failure) {
	for _, step := range []func(*call) *failure{e.readBody, e.find, e.verify, e.localise, e.check, e.judge} {
		if f := step(c); f != nil {
			return nil, f
		}
	}
	return e.perform(c)
}

// perform is one operation, alone with the store.
func (e *Emulator) perform(c *call) (*answer, *failure) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f := e.unkept(); f != nil {
		return nil, f
	}
	e.store.advance(c.now)
	operation, known := map[gen.Operation]func(*call) (*answer, *failure){
		gen.OperationInitMassPayout:       e.initiate,
		gen.OperationAuthMassPayout:       e.auth,
		gen.OperationCancelMassPayout:     e.cancel,
		gen.OperationRetrieveMassPayout:   e.retrieve,
		gen.OperationGetMassPayoutItem:    e.item,
		gen.OperationGetMassPayoutBalance: e.balance,
	}[c.route.operation]
	if !known {
		return nil, system("the emulator does not have this operation yet", "emülatörde bu işlem henüz yok")
	}
	answer, f := operation(c)
	if e.commit(false) != nil {
		return nil, e.unkept() // it happened, and would be gone after a restart
	}
	return answer, f
}

// judge decides what becomes of the lines of an init, before the store is held.
func (e *Emulator) judge(c *call) (f *failure) {
	if c.route.operation != gen.OperationInitMassPayout {
		return nil
	}
	if c.init, f = payload[gen.MassPayoutInitializeRequest](c); f != nil {
		return f
	}
	c.verdicts, f = e.settings.decide(c.init.Items, c.broken)
	return f
}

func (e *Emulator) readBody(c *call) *failure {
	body, err := readAtMost(c.request.Body, e.settings.BodyLimit)
	switch {
	case err != nil:
		return invalid("the body could not be read to its end", "gövde sonuna kadar okunamadı")
	case int64(len(body)) > e.settings.BodyLimit:
		return invalid("the body is too large", "gövde çok büyük").by("E32")
	}
	c.body = body
	return nil
}

// readAtMost reads a body, or one byte more than the limit of one that is too large. nil is an empty body.
func readAtMost(body io.Reader, limit int64) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(body, limit+1))
}

func (e *Emulator) find(c *call) *failure {
	path := c.request.URL.EscapedPath()
	found, parameter, allow := e.contract.match(c.request.Method, path)
	switch {
	case found != nil:
		c.route, c.parameter = found, parameter
		return nil
	case len(allow) > 0:
		f := system("the path takes another method", "bu adres başka bir metot bekliyor")
		f.httpStatus, f.allow = http.StatusMethodNotAllowed, strings.Join(allow, ", ")
		return f
	case e.contract.nearly(path):
		// What the v2 gateway answers to a doubled or trailing slash (iyzipay-java issues 168 and 173).
		return &failure{code: codes.TokenNotVerified, httpStatus: http.StatusUnauthorized}
	}
	f := system("no operation has this path", "bu adreste bir işlem yok")
	f.httpStatus = http.StatusNotFound
	return f
}

func (e *Emulator) verify(c *call) *failure {
	_, err := e.verifier.Verify(c.request, c.body)
	if c.signed = err == nil; c.signed {
		return nil
	}
	f := &failure{code: signatureCode(err), line: "E23"}
	if f.code == codes.InvalidSignature {
		f.about = e.explainSignature(c)
	}
	return f
}

// explainSignature says what went wrong with a signature, where that can be found out: more than the service says. A developer waits
// for it, so it may take half a second.
func (e *Emulator) explainSignature(c *call) words {
	claimed, err := signing.ParseHeader(c.request.Header.Get(signing.HeaderAuthorization))
	if err != nil {
		return words{}
	}
	merchant, err := signing.NewCredentials(claimed.APIKey(), "any")
	if err != nil {
		return words{}
	}
	var templates, found []string
	for _, operation := range gen.Operations() {
		templates = append(templates, operation.Path())
	}
	for _, known := range e.settings.credentials {
		if known.Fingerprint() != merchant.Fingerprint() {
			continue
		}
		for _, finding := range diagnose.Request(c.request, c.body, known, templates...).Findings {
			if finding.Mistake == "unexplained" {
				return words{}
			}
			found = append(found, finding.Explanation+" "+finding.Fix)
		}
	}
	text := strings.Join(found, " ")
	return words{text, text}
}

// signatureCode is the vendor's code for a signature that does not hold. Which one a malformed header gets is not known.
func signatureCode(err error) codes.Code {
	switch {
	case errors.Is(err, signing.ErrAuthorizationMissing):
		return codes.AuthorizationMissing
	case errors.Is(err, signing.ErrUnknownAPIKey):
		return codes.UnknownCredentials
	case errors.Is(err, signing.ErrSignatureMismatch), errors.Is(err, signing.ErrRandomKeyMismatch):
		return codes.InvalidSignature
	}
	return codes.SignatureMissing
}

func (e *Emulator) localise(c *call) *failure {
	sent := c.request.URL.Query()["locale"]
	if e.settings.LenientLocale || e.settings.Lenient {
		c.locale = lenientLocale(sent, c.body)
		return nil
	}
	switch {
	case len(sent) == 0:
		return &failure{code: codes.MandatoryField, about: mandatory("locale"), line: "E24"}
	case len(sent) > 1 || c.route.locale.VisitJSON(sent[0]) != nil:
		return invalid("locale must be tr or en, once", "locale bir kez ve tr ya da en olmalıdır").by("E24")
	}
	c.locale = gen.Locale(sent[0])
	return nil
}

// lenientLocale is the first locale of the query and the body, in whatever case, or Turkish where there is none.
func lenientLocale(sent []string, body []byte) gen.Locale {
	var peek struct {
		Locale string `json:"locale"`
	}
	if jsonv2.Unmarshal(body, &peek) == nil {
		sent = append(sent, peek.Locale)
	}
	for _, s := range sent {
		if l := gen.Locale(strings.ToLower(s)); l.Valid() {
			return l
		}
	}
	return gen.LocaleTr
}

// guessLocale is the language of an answer to a call that did not come so far as to have its locale checked. Turkish is
// what the vendor's recorded failures are in.
func guessLocale(r *http.Request) gen.Locale {
	if l := gen.Locale(r.URL.Query().Get("locale")); l.Valid() {
		return l
	}
	return gen.LocaleTr
}

// conversationID is the conversationId of the request, wherever the call has come to; "" where it has none.
func (c *call) conversationID() string {
	var peek struct {
		ConversationID string `json:"conversationId"`
	}
	if jsonv2.Unmarshal(c.body, &peek) != nil {
		return ""
	}
	return peek.ConversationID
}

// payload reads the checked body into a request type.
func payload[T any](c *call) (T, *failure) {
	var request T
	if err := jsonv2.Unmarshal(c.body, &request); err != nil {
		return request, unreadable(err)
	}
	return request, nil
}

// inventions are the lines of UNVERIFIED.md by which a call, or lines of its init, were refused.
func (c *call) inventions(refused *failure) (lines []string) {
	if refused != nil {
		return []string{refused.line}
	}
	for _, v := range c.verdicts {
		if v.line != "" && !slices.Contains(lines, v.line) {
			lines = append(lines, v.line)
		}
	}
	return lines
}
