package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/spec"
)

func TestBadBodies(t *testing.T) {
	t.Parallel()
	line := func(change string, value any) string { return initBody("x", with(item("1", "pay"), change, value)) }
	tests := []struct {
		name, path, body string
		code, en, tr     string
	}{
		{"empty", initPath, "", "11", "Invalid request: Content-Type must be application/json, in UTF-8", "Geçersiz istek: Content-Type, UTF-8 ile application/json olmalıdır"},
		{"no JSON", initPath, "{", "11", "Invalid request: the body is not JSON (at byte 1)", "Geçersiz istek: gövde JSON değil (1. bayt)"},
		{"no UTF-8", initPath, "{\"externalId\":\"\xff\"}", "11", "Invalid request: the body is not JSON (at byte 15)", "Geçersiz istek: gövde JSON değil (15. bayt)"},
		{"twice the same member", authPath, `{"requestId":"a","requestId":"b"}`, "11", "Invalid request: the body has a member twice (at byte 17)", "Geçersiz istek: gövdede bir alan iki kez geçiyor (17. bayt)"},
		{"two values", authPath, `{"requestId":"a"} {}`, "11", "Invalid request: something stands behind the JSON value of the body (at byte 19)", "Geçersiz istek: gövdedeki JSON değerinden sonra başka bir şey var (19. bayt)"},
		{"a list", authPath, `[]`, "11", "Invalid request: body must be an object", "Geçersiz istek: body bir nesne olmalıdır"},
		{"a null", authPath, `null`, "11", "Invalid request: body must be an object", "Geçersiz istek: body bir nesne olmalıdır"},
		{"nothing in it", authPath, `{}`, "24", "requestId is mandatory", "requestId gönderilmesi zorunludur"},
		{"a blank id", authPath, `{"requestId":" "}`, "24", "requestId is mandatory", "requestId gönderilmesi zorunludur"},
		{"an id of small letters", authPath, `{"requestid":"a"}`, "24", "requestId is mandatory", "requestId gönderilmesi zorunludur"},
		{"a null id", authPath, `{"requestId":null}`, "11", "Invalid request: requestId must be a string", "Geçersiz istek: requestId bir metin olmalıdır"},
		{"a number for an id", authPath, `{"requestId":1}`, "11", "Invalid request: requestId must be a string", "Geçersiz istek: requestId bir metin olmalıdır"},

		{"no items", initPath, initBody("x"), "11", "Invalid request: items must be a list", "Geçersiz istek: items bir liste olmalıdır"},
		{"an empty list", initPath, `{"externalId":"x","conversationId":"c","items":[]}`, "11", "Invalid request: items must hold at least 1", "Geçersiz istek: items en az 1 öğe içermelidir"},
		{"a blank externalId", initPath, initBody(" ", item("1", "pay")), "24", "externalId is mandatory", "externalId gönderilmesi zorunludur"},
		{"an unknown purpose", initPath, strings.Replace(initBody("x", item("1", "pay")), "SALARY", "LOTTERY", 1), "11",
			"Invalid request: purpose must be one of {Purpose}",
			"Geçersiz istek: purpose şunlardan biri olmalıdır: {Purpose}"},
		{"a line without description", initPath, initBody("x", item("0", "pay"), without(item("1", "pay"), "description")), "24",
			"items[1].description is mandatory", "items[1].description gönderilmesi zorunludur"},
		{"a line that no answer could name", initPath, initBody("x", item("0", "pay"), item(" ", "pay")), "24",
			"items[1].itemExternalId is mandatory", "items[1].itemExternalId gönderilmesi zorunludur"},
		{"an unknown recipient type", initPath, line("recipientType", "PIGEON"), "11",
			"Invalid request: items[0].recipientType must be one of {RecipientType}",
			"Geçersiz istek: items[0].recipientType şunlardan biri olmalıdır: {RecipientType}"},
		{"an amount as a string", initPath, line("amount", map[string]any{"value": "1", "currency": "TRY"}), "11",
			"Invalid request: items[0].amount.value must be a number", "Geçersiz istek: items[0].amount.value bir sayı olmalıdır"},
		{"an amount out of range", initPath, strings.Replace(initBody("x", item("1", "pay")), "100.50", "1e300", 1), "11",
			"Invalid request: items[0].amount.value has a value that is too large or not a whole number",
			"Geçersiz istek: items[0].amount.value çok büyük ya da tam sayı olmayan bir değer içeriyor"},
		{"an amount beyond floats", initPath, strings.Replace(initBody("x", item("1", "pay")), "100.50", "1e999", 1), "11",
			"Invalid request: items[0].amount.value must be a number", "Geçersiz istek: items[0].amount.value bir sayı olmalıdır"},
		{"a word for a yes or no", initPath, line("nonWithdrawable", "yes"), "11",
			"Invalid request: items[0].nonWithdrawable must be true or false", "Geçersiz istek: items[0].nonWithdrawable true veya false olmalıdır"},

		{"retrieve what", retrievePath, `{"page":0,"size":1}`, "24", "requestId or externalMassPayoutId is mandatory", "requestId veya externalMassPayoutId gönderilmesi zorunludur"},
		{"no page", retrievePath, `{"requestId":"a","size":1}`, "24", "page is mandatory", "page gönderilmesi zorunludur"},
		{"half a page", retrievePath, `{"requestId":"a","page":0.5,"size":1}`, "11", "Invalid request: page must be a whole number", "Geçersiz istek: page bir tam sayı olmalıdır"},
		{"a page beyond all", retrievePath, `{"requestId":"a","page":1e30,"size":1}`, "11",
			"Invalid request: page has a value that is too large or not a whole number", "Geçersiz istek: page çok büyük ya da tam sayı olmayan bir değer içeriyor"},
		{"a page before the first", retrievePath, `{"requestId":"a","page":-1,"size":1}`, "11", "Invalid request: page must be 0 or more", "Geçersiz istek: page 0 veya daha büyük olmalıdır"},
		{"a page of nothing", retrievePath, `{"requestId":"a","page":0,"size":0}`, "11", "Invalid request: size must be greater than 0", "Geçersiz istek: size çok küçük"},
		{"an unknown type", retrievePath, `{"requestId":"a","page":0,"size":1,"itemType":"ALL"}`, "11",
			"Invalid request: itemType must be one of {ItemType}", "Geçersiz istek: itemType şunlardan biri olmalıdır: {ItemType}"},

		{"an unknown requestId", authPath, `{"requestId":"a"}`, "11", "Invalid request: no mass payout has this id", "Geçersiz istek: bu kimlikte bir toplu ödeme yok"},
		{"retrieve an unknown one", retrievePath, `{"externalMassPayoutId":"a","page":0,"size":1}`, "11", "Invalid request: no mass payout has this id", "Geçersiz istek: bu kimlikte bir toplu ödeme yok"},
		{"cancel an unknown one", cancelPath + "a", "", "11", "Invalid request: no mass payout has this id", "Geçersiz istek: bu kimlikte bir toplu ödeme yok"},
		{"cancel with a body", cancelPath + "a", "[]", "11", "Invalid request: this operation takes no body", "Geçersiz istek: bu işlem gövde kabul etmez"},
	}
	s := newService(t)
	listing := lists(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for locale, message := range map[string]string{"en": tt.en, "tr": tt.tr} {
				r := s.call(http.MethodPost, tt.path+"?locale="+locale, tt.body)
				assert.Equal(t, http.StatusOK, r.status)
				assert.Equal(t, "failure", r.body["status"])
				assert.Equal(t, tt.code, r.code())
				assert.Equal(t, listing.Replace(message), r.body["errorMessage"])
			}
			assert.Empty(t, s.emu.Ledger().Batches, "nothing may come of a refused call")
		})
	}
}

func TestUnknownItem(t *testing.T) {
	t.Parallel()
	s := newService(t)
	r := s.get(itemPath + "a")
	assert.Equal(t, "11", r.code())
	assert.Equal(t, "Invalid request: no item has this referenceCode", r.body["errorMessage"])
	// package signing does not sign such a path; others do.
	creds := s.emu.Credentials()
	signature, err := signAs(creds, itemPath+"%20", "")
	require.NoError(t, err)
	request := s.request(http.MethodGet, itemPath+"%20?locale=en", "")
	request.Header.Set("Authorization", signature)
	r = s.send(request)
	assert.Equal(t, "24", r.code())
	assert.Equal(t, "referenceCode is mandatory", r.body["errorMessage"])
}

func TestLocale(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, code, message string }{
		{"", "24", "locale gönderilmesi zorunludur"},
		{"?locale=", "11", "Geçersiz istek: locale bir kez ve tr ya da en olmalıdır"},
		{"?locale=de", "11", "Geçersiz istek: locale bir kez ve tr ya da en olmalıdır"},
		{"?locale=EN", "11", "Geçersiz istek: locale bir kez ve tr ya da en olmalıdır"},
		{"?locale=en&locale=en", "11", "Invalid request: locale must be tr or en, once"},
		{"?locale=%zz", "24", "locale gönderilmesi zorunludur"},
	}
	s := newService(t)
	for _, tt := range tests {
		r := s.call(http.MethodGet, balancePath+tt.query, "")
		assert.Equal(t, tt.code, r.code(), tt.query)
		assert.Equal(t, tt.message, r.body["errorMessage"], tt.query)
	}
	assert.Equal(t, "tr", s.call(http.MethodGet, balancePath+"?locale=tr", "").body["locale"])
	assert.Equal(t, "en", s.call(http.MethodGet, balancePath+"?locale=en", "").body["locale"])
}

func TestPathsAndMethods(t *testing.T) {
	t.Parallel()
	s := newService(t)
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodPost, "/", http.StatusNotFound, ""},
		{http.MethodPost, "/v1/mass/payout/refund", http.StatusNotFound, ""},
		{http.MethodPost, "/v1/mass/payout/INIT", http.StatusNotFound, ""},
		{http.MethodPost, "/v1/mass/payout/cancel", http.StatusNotFound, ""},
		{http.MethodPost, cancelPath, http.StatusNotFound, ""},
		{http.MethodPost, cancelPath + "a/b", http.StatusNotFound, ""},
		{http.MethodGet, itemPath + "..", http.StatusOK, ""},
		{http.MethodGet, initPath, http.StatusMethodNotAllowed, "POST"},
		{http.MethodPost, balancePath, http.StatusMethodNotAllowed, "GET"},
		{http.MethodPut, cancelPath + "a", http.StatusMethodNotAllowed, "POST"},
	}
	for _, tt := range tests {
		r := s.send(s.request(tt.method, tt.path+"?locale=en", ""))
		assert.Equal(t, tt.status, r.status, "%s %s", tt.method, tt.path)
		assert.Equal(t, tt.allow, r.header.Get("Allow"), "%s %s", tt.method, tt.path)
		assert.Equal(t, "failure", r.body["status"])
		if tt.status != http.StatusOK {
			assert.Equal(t, "1", r.code())
		}
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	s := newService(t)
	set := func(name, value string) edit { return func(r *http.Request) { r.Header.Set(name, value) } }
	tests := []struct {
		name string
		edit edit
		ok   bool
	}{
		{"JSON", set("Content-Type", "application/json"), true},
		{"JSON in UTF-8", set("Content-Type", "Application/JSON; charset=UTF-8"), true},
		{"none", func(r *http.Request) { r.Header.Del("Content-Type") }, false},
		{"text", set("Content-Type", "text/plain"), false},
		{"a form", set("Content-Type", "application/x-www-form-urlencoded"), false},
		{"JSON in Latin-5", set("Content-Type", "application/json; charset=iso-8859-9"), false},
		{"not a media type", set("Content-Type", "application/json; charset"), false},
		{"compressed", set("Content-Encoding", "gzip"), false},
	}
	for i, tt := range tests {
		r := s.post(initPath, initBody(fmt.Sprint(i), item("1", "pay")), tt.edit)
		assert.Equal(t, tt.ok, r.body["status"] == "success", "%s: %s", tt.name, r.text)
		if !tt.ok {
			assert.Equal(t, "11", r.code(), tt.name)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	body := initBody("x", item("1", "pay"))
	s := newService(t, emulator.Behaviour{BodyLimit: int64(len(body))})
	assert.Equal(t, "success", s.post(initPath, body).body["status"])
	r := s.post(initPath, body+" ")
	assert.Equal(t, "11", r.code())
	assert.Equal(t, "Invalid request: the body is too large", r.body["errorMessage"])
}

func TestFailureStatus(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{FailureStatus: map[string]int{
		"initMassPayout": http.StatusBadRequest, "1009": http.StatusUnauthorized, "any": http.StatusUnprocessableEntity,
	}})
	assert.Equal(t, http.StatusBadRequest, s.post(initPath, `{}`).status)
	assert.Equal(t, http.StatusUnauthorized, s.send(s.request(http.MethodPost, initPath+"?locale=en", "{}")).status, "a code goes first")
	assert.Equal(t, http.StatusUnprocessableEntity, s.get(itemPath+"a").status)
	assert.Equal(t, http.StatusOK, s.get(balancePath).status, "a success stays one")
	assert.Equal(t, http.StatusNotFound, s.get("/v1").status)
}

// Where nothing is documented the vendor's clients sign and send {} (Node 2.0.69) or null (Python 1.0.46).
func TestEmptyJSONWhereThereIsNoBody(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", "pay"))
	for _, body := range []string{"{}", "null", " {} \n"} {
		assert.Equal(t, "success", s.call(http.MethodGet, balancePath+"?locale=en", body).body["status"], body)
	}
	assert.Equal(t, "success", s.post(cancelPath+id, "{}").body["status"])
	assert.Equal(t, "1000", s.send(s.altered(balancePath+"?locale=en", "{}")).code(), "it is signed as any body")
}

// altered is a request to which a body was added after it was signed.
func (s *service) altered(target, body string) *http.Request {
	request := s.request(http.MethodGet, target, "")
	require.NoError(s.t, s.signer.Edit(s.t.Context(), request))
	request.Body, request.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return request
}

func TestLenientLocale(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	strict, lenient := w.service(t), w.service(t, emulator.Behaviour{LenientLocale: true})
	for target, want := range map[string]string{
		"": "tr", "?locale=EN": "en", "?locale=de": "tr", "?locale=de&locale=En": "en",
	} {
		r := lenient.call(http.MethodGet, balancePath+target, "")
		assert.Equal(t, "success", r.body["status"], target)
		assert.Equal(t, want, r.body["locale"], target)
		assert.Equal(t, "failure", strict.call(http.MethodGet, balancePath+target, "").body["status"], target)
	}
	body := strings.Replace(initBody("x", item("1", "pay")), "{", `{"locale":"en",`, 1)
	assert.Equal(t, "en", lenient.call(http.MethodPost, initPath, body).body["locale"], "in the body")
}

// lists writes the values of the document in the place of a schema's {Name}.
func lists(t *testing.T) *strings.Replacer {
	t.Helper()
	doc, err := spec.Document()
	require.NoError(t, err)
	var pairs []string
	for name, schema := range doc.Components.Schemas {
		var values []string
		for _, v := range schema.Value.Enum {
			values = append(values, fmt.Sprint(v))
		}
		pairs = append(pairs, "{"+name+"}", strings.Join(values, " "))
	}
	return strings.NewReplacer(pairs...)
}
