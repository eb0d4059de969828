package contract

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// addressMutants derives the drifts of everything but the bodies.
func addressMutants(good *made, e Exchange) []mutant {
	a := &addresses{good: good, from: e}
	a.servers()
	a.paths()
	a.methods()
	a.queries()
	a.authorization()
	a.statuses()
	a.mediaTypes()
	a.bodies()
	return a.list
}

type addresses struct {
	good *made
	from Exchange
	list []mutant
}

func (a *addresses) add(kind, what string, side Direction, pointer string, apply func(*Exchange), want ...Kind) {
	e := a.from.copied()
	apply(&e)
	a.list = append(a.list, mutant{kind: kind, what: what, flow: []Exchange{e}, side: side, pointer: pointer, want: want})
}

func (a *addresses) servers() {
	for _, server := range []string{
		"http://sandbox-api.iyzipay.com", "https://sandbox-api.iyzipay.com:8443", "https://iyzipay.com", "https://api.iyzipay.com.evil.example",
		"https://sandbox-api.iyzico.com", "https://localhost", "https://127.0.0.1:8443", "ftp://sandbox-api.iyzipay.com",
	} {
		a.add("server", server, InRequest, "server", func(e *Exchange) {
			u, _ := url.Parse(server)
			e.Request.URL.Scheme, e.Request.URL.Host = u.Scheme, u.Host
		}, drift.Server)
	}
	a.add("server", "a base path", InRequest, "path", func(e *Exchange) { e.setPath("/base" + a.from.Request.URL.EscapedPath()) }, drift.UnknownPath)
}

func (e *Exchange) setPath(escaped string) {
	e.Request.URL.RawPath = escaped
	e.Request.URL.Path, _ = url.PathUnescape(escaped)
}

func (a *addresses) paths() {
	segments := strings.Split(a.from.Request.URL.EscapedPath(), "/")
	path := func(kind Kind, name string, change func(all []string) []string) {
		all := change(slices.Clone(segments))
		a.add(name, strings.Join(all, "/"), InRequest, "path", func(e *Exchange) { e.setPath(strings.Join(all, "/")) }, kind)
	}
	for i, template := range strings.Split(a.good.op.path.String(), "/") {
		if i == 0 {
			continue
		}
		if strings.HasPrefix(template, "{") {
			for _, nothing := range []string{"", "%20", "%09"} {
				path(drift.EmptyPathParameter, "empty path parameter", func(all []string) []string { all[i] = nothing; return all })
			}
			continue
		}
		path(drift.UnknownPath, "unknown path", func(all []string) []string { all[i] += "s"; return all })
		path(drift.UnknownPath, "unknown path", func(all []string) []string { all[i] = "new"; return all })
		path(drift.UnknownPath, "unknown path", func(all []string) []string { return slices.Insert(all, i, "extra") })
		path(drift.PathCase, "path in other capitals", func(all []string) []string { all[i] = strings.ToUpper(all[i]); return all })
		path(drift.PathCase, "path in other capitals", func(all []string) []string {
			all[i] = strings.ToUpper(all[i][:1]) + all[i][1:]
			return slices.Insert(all, i, "")
		})
	}
	for i := 1; i < len(segments); i++ {
		path(drift.PathSlash, "doubled slash", func(all []string) []string { return slices.Insert(all, i, "") })
	}
	path(drift.PathSlash, "trailing slash", func(all []string) []string { return append(all, "") })
	path(drift.UnknownPath, "unknown path", func(all []string) []string { return append(all, "more") })
	path(drift.UnknownPath, "unknown path", func([]string) []string { return []string{"", ""} })
	path(drift.UnknownPath, "unknown path", func(all []string) []string { all[1] = "v2"; return all })
}

func (a *addresses) methods() {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "post", ""} {
		if method != a.good.op.method {
			a.add("method", method, InRequest, "method", func(e *Exchange) { e.Request.Method = method }, drift.Method)
		}
	}
}

func (a *addresses) queries() {
	query := func(kind, pointer string, change func(url.Values), want ...Kind) {
		a.add(kind, pointer, InRequest, pointer, func(e *Exchange) {
			q := e.Request.URL.Query()
			change(q)
			e.Request.URL.RawQuery = q.Encode()
		}, want...)
	}
	for _, name := range []string{"page", "x", "locale2", "İ"} {
		query("unknown query parameter", "query "+name, func(q url.Values) { q.Set(name, "1") }, drift.UnknownParameter)
	}
	for _, p := range a.good.op.parameters {
		if p.in != "query" {
			continue
		}
		at := "query " + p.name
		if p.required {
			query("query parameter missing", at, func(q url.Values) { q.Del(p.name) }, drift.MissingParameter)
		}
		query("query parameter repeated", at, func(q url.Values) { q.Add(p.name, q.Get(p.name)) }, drift.RepeatedParameter)
		query("query parameter renamed", "query "+strings.ToUpper(p.name), func(q url.Values) {
			q.Set(strings.ToUpper(p.name), q.Get(p.name))
			q.Del(p.name)
		}, drift.UnknownParameter)
		if len(p.schema.enum) > 0 {
			for _, word := range []string{"", "de", "en-US", " en", "1"} {
				query("query enum", at, func(q url.Values) { q.Set(p.name, word) }, drift.Enum)
			}
			query("query enum in other capitals", at, func(q url.Values) { q.Set(p.name, strings.ToUpper(q.Get(p.name))) }, drift.EnumCase)
		}
	}
	a.add("unreadable query", "a half escape", InRequest, "query", func(e *Exchange) { e.Request.URL.RawQuery += "&a=%zz" }, drift.UnknownParameter)
}

func (a *addresses) authorization() {
	const where = "header Authorization"
	good := a.from.Request.Header.Get("Authorization")
	payload, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(good, "IYZWSv2 "))
	fields := strings.Split(string(payload), "&")
	header := func(what string, values ...string) {
		a.add("authorization", what, InRequest, where, func(e *Exchange) { e.Request.Header["Authorization"] = values }, drift.Authorization)
	}
	encoded := func(what string, payload string) {
		header(what, "IYZWSv2 "+base64.StdEncoding.EncodeToString([]byte(payload)))
	}
	header("missing")
	header("empty", "")
	header("twice", good, good)
	for _, scheme := range []string{"Basic ", "Bearer ", "IYZWS ", "iyzwsv2 ", "IYZWSv3 ", "IYZWSv2", "IYZWSv2  ", "IYZWSv2:", ""} {
		header("scheme "+scheme, scheme+strings.TrimPrefix(good, "IYZWSv2 "))
	}
	header("no base64", "IYZWSv2 !!!")
	header("nothing behind the scheme", "IYZWSv2 ")
	header("a blank behind it", good+" ")
	header("without padding", "IYZWSv2 "+base64.RawStdEncoding.EncodeToString([]byte(fields[0]+"&"+fields[1]+"x&"+fields[2]+"")), "")
	header("for URLs", "IYZWSv2 "+base64.URLEncoding.EncodeToString([]byte("apiKey:a>?&randomKey:~~~>>>???&"+fields[2])))
	for i := range fields {
		label := fields[i][:strings.IndexByte(fields[i], ':')+1]
		encoded("without "+label, strings.Join(slices.Delete(slices.Clone(fields), i, i+1), "&"))
		encoded("empty "+label, strings.Join(slices.Replace(slices.Clone(fields), i, i+1, label), "&"))
		encoded("other spelling "+label, strings.Replace(string(payload), label, strings.ToLower(label)+"x", 1))
		encoded("twice "+label, strings.Join(slices.Insert(slices.Clone(fields), i, fields[i]), "&"))
	}
	encoded("reordered", fields[1]+"&"+fields[0]+"&"+fields[2])
	encoded("one more", string(payload)+"&x:1")
	signature := strings.TrimPrefix(fields[2], "signature:")
	for what, other := range map[string]string{"upper-case hex": strings.ToUpper(signature), "short": signature[:62], "long": signature + "00", "no hex": signature[:63] + "g", "base64": base64.StdEncoding.EncodeToString([]byte(signature[:32]))} {
		encoded(what, fields[0]+"&"+fields[1]+"&signature:"+other)
	}
	a.add("random key", "another x-iyzi-rnd", InRequest, "header x-iyzi-rnd", func(e *Exchange) { e.Request.Header.Set("x-iyzi-rnd", "other") }, drift.Authorization)
}

// statuses tries every status that HTTP has.
func (a *addresses) statuses() {
	for status := 100; status < 600; status++ {
		if _, documented := a.good.op.response(status); !documented && http.StatusText(status) != "" || status == 599 {
			a.add("status code", http.StatusText(status), InResponse, "status", func(e *Exchange) { e.Response.Status = status }, drift.StatusCode)
		}
	}
}

func (a *addresses) mediaTypes() {
	header := func(side Direction, values ...string) {
		a.add(string(side)+" media type", strings.Join(values, "+"), side, "header Content-Type", func(e *Exchange) {
			h := e.Request.Header
			if side == InResponse {
				h = e.Response.Header
			}
			h["Content-Type"] = values
		}, drift.MediaType)
	}
	for _, side := range []Direction{InRequest, InResponse} {
		if side == InRequest && a.good.request == nil {
			continue
		}
		header(side)
		header(side, "application/json", "application/json")
		for _, other := range []string{
			"", "text/plain", "text/html; charset=utf-8", "application/xml", "text/json", "application/problem+json", "application/x-www-form-urlencoded",
			"application/octet-stream", "json", "application/", "application/json; charset=iso-8859-9", "application/json;charset=windows-1254", "application/json;charset=utf-16", "application/jsonp", "*/*",
		} {
			header(side, other)
		}
	}
}

// bodies gives a body to requests that have none, and takes it from those that have one.
func (a *addresses) bodies() {
	if a.good.request != nil {
		a.add("empty body", "none", InRequest, "", func(e *Exchange) { e.Request.Body = nil }, drift.EmptyBody)
		return
	}
	for _, body := range []string{"{}", "null", `{"requestId":"1"}`, "x"} {
		a.add("unexpected body", body, InRequest, "", func(e *Exchange) { e.Request.Body = []byte(body) }, drift.UnexpectedBody)
	}
}
