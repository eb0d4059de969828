package emulator

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// pipeline assembles what every call goes through, from the operations outwards. The order matters:
//
//   - perform is innermost: it sees only calls that are whole, signed and valid;
//   - checked is around it, and localized around that, because a stranger is not told what is wrong with a request;
//   - verified needs the body as it arrived, and comes after routed, because a path that is none's has no signature rule;
//   - readBody is outermost: nothing can be said about a call whose body is too large to be held.
//
// Faults are around all of it (see happen): they befall calls whatever is in them.
func (e *Emulator) pipeline() handler {
	h := e.perform
	h = e.checked(h)
	h = localized(h)
	h = e.verified(h)
	h = e.routed(h)
	h = e.readBody(h)
	return h
}

// perform is one operation, alone with the store.
func (e *Emulator) perform(c *call) (any, *failure) {
	switch c.route.operation {
	case gen.OperationInitMassPayout:
		return e.initiate(c)
	case gen.OperationAuthMassPayout:
		return e.auth(c)
	case gen.OperationCancelMassPayout:
		return e.cancel(c)
	case gen.OperationRetrieveMassPayout:
		return e.retrieve(c)
	case gen.OperationGetMassPayoutItem:
		return e.item(c)
	case gen.OperationGetMassPayoutBalance:
		return e.balance(c)
	}
	return nil, &failure{code: codes.System, about: words{
		en: "the emulator does not have this operation yet", tr: "emülatörde bu işlem henüz yok",
	}}
}

func (e *Emulator) readBody(next handler) handler {
	return func(c *call) (any, *failure) {
		body, err := readAtMost(c.request.Body, e.settings.bodyLimit)
		switch {
		case err != nil:
			return nil, invalid("the body could not be read to its end", "gövde sonuna kadar okunamadı")
		case int64(len(body)) > e.settings.bodyLimit:
			return nil, invalid("the body is too large", "gövde çok büyük")
		}
		c.body = body
		return next(c)
	}
}

// readAtMost reads a body, or one byte more than the limit of one that is too large. nil is an empty body.
func readAtMost(body io.Reader, limit int64) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(body, limit+1))
}

func (e *Emulator) routed(next handler) handler {
	return func(c *call) (any, *failure) {
		path := c.request.URL.EscapedPath()
		found, parameter, allow := e.contract.match(c.request.Method, path)
		switch {
		case found != nil:
			c.route, c.parameter = found, parameter
			return next(c)
		case len(allow) > 0:
			return nil, &failure{
				code: codes.System, httpStatus: http.StatusMethodNotAllowed, allow: strings.Join(allow, ", "),
				about: words{en: "the path takes another method", tr: "bu adres başka bir metot bekliyor"},
			}
		case e.contract.nearly(path):
			// What the v2 gateway answers to a doubled or trailing slash (iyzipay-java issues 168 and 173).
			return nil, &failure{code: codes.TokenNotVerified, httpStatus: http.StatusUnauthorized}
		}
		return nil, &failure{code: codes.System, httpStatus: http.StatusNotFound, about: words{
			en: "no operation has this path", tr: "bu adreste bir işlem yok",
		}}
	}
}

func (e *Emulator) verified(next handler) handler {
	return func(c *call) (any, *failure) {
		if _, err := e.verifier.Verify(c.request, c.body); err != nil {
			return nil, &failure{code: signatureCode(err)}
		}
		return next(c)
	}
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

func localized(next handler) handler {
	return func(c *call) (any, *failure) {
		query := c.request.URL.Query()
		sent := query["locale"]
		switch {
		case len(sent) == 0:
			return nil, &failure{code: codes.MandatoryField, about: mandatory("locale")}
		case len(sent) > 1 || c.route.locale.VisitJSON(sent[0]) != nil:
			return nil, invalid("locale must be tr or en, once", "locale bir kez ve tr ya da en olmalıdır")
		}
		c.locale = gen.Locale(sent[0])
		return next(c)
	}
}

// guessLocale is the language of an answer to a call that did not come so far as to have its locale checked. Turkish is
// what the vendor's recorded failures are in.
func guessLocale(r *http.Request) gen.Locale {
	if l := gen.Locale(r.URL.Query().Get("locale")); l.Valid() {
		return l
	}
	return gen.LocaleTr
}
