package contract

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
)

// server is a place that requests may go to.
type server struct{ scheme, name, host, path string } // host is the name with the port

func newServer(u *url.URL) server {
	scheme, name := strings.ToLower(u.Scheme), strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[scheme])
	return server{scheme, name, net.JoinHostPort(name, port), strings.TrimSuffix(u.EscapedPath(), "/")}
}

// route finds the operation of a request and reports what is wrong with its address. A wrong address does not end the
// check where it is plain which operation was meant.
func (c *Checker) route(request Request, r report) (*operation, map[string]string) {
	path, known := c.serverPath(request.URL)
	if !known {
		r.error(drift.Server, "server", "%s is none of the documented servers", describeServer(request.URL))
	}
	op, values := c.find(request.Method, path, r)
	if op == nil {
		return nil, nil
	}
	for name, v := range values {
		if strings.TrimSpace(v) == "" {
			r.operationID = op.id
			r.error(drift.EmptyPathParameter, "path", "the path has nothing where {%s} belongs", name)
		}
	}
	return op, values
}

// serverPath cuts the server's own path off and reports whether the server is a documented or an allowed one.
func (c *Checker) serverPath(u *url.URL) (string, bool) {
	at := newServer(u)
	path := u.EscapedPath()
	for _, s := range c.servers {
		if at.scheme != s.scheme || at.host != s.host {
			continue
		}
		if rest, ok := strings.CutPrefix(path, s.path); ok && (rest == "" || rest[0] == '/') {
			return rest, true
		}
	}
	return path, c.loopback && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func describeServer(u *url.URL) string {
	if u.Host == "" {
		return "a URL without a host"
	}
	return strings.ToLower(u.Scheme) + "://" + u.Host
}

// find looks for the operation, exactly first and then by what was probably meant.
func (c *Checker) find(method, path string, r report) (*operation, map[string]string) {
	tidy := pathmatch.Tidy(path)
	for _, attempt := range []struct {
		kind Kind
		path string
		same func(a, b string) bool
		what string
	}{
		{"", path, pathmatch.Exact, ""},
		{drift.PathSlash, tidy, pathmatch.Exact, "has a doubled or trailing slash; it breaks the signature too"},
		{drift.PathCase, path, strings.EqualFold, "differs from the documented one in capitals"},
		{drift.PathCase, tidy, strings.EqualFold, "differs from the documented one in capitals and slashes"},
	} {
		all, values := c.having(attempt.path, attempt.same)
		if len(all) == 0 {
			continue
		}
		op, r := all[0], r
		r.operationID = op.id
		if i := slices.IndexFunc(all, func(op *operation) bool { return op.method == method }); i >= 0 {
			op, r.operationID = all[i], all[i].id
		} else {
			r.error(drift.Method, "method", "the method must be %s", methods(all))
		}
		if attempt.kind != "" {
			r.error(attempt.kind, "path", "the path %s", attempt.what)
		}
		return op, values
	}
	r.error(drift.UnknownPath, "path", "no documented operation has this path")
	return nil, nil
}

// having lists the operations whose path it is, by a way of comparing segments, with the values of the path's parameters. Where
// several paths fit, the one with the most text is meant.
func (c *Checker) having(path string, same func(a, b string) bool) (all []*operation, values map[string]string) {
	for _, op := range c.operations {
		found, ok := op.path.Match(path, same)
		switch {
		case !ok || len(all) > 0 && op.path.Literals() < all[0].path.Literals():
			continue
		case len(all) > 0 && op.path.Literals() > all[0].path.Literals():
			all = nil
		}
		all, values = append(all, op), found
	}
	return all, values
}

func methods(all []*operation) string {
	var names []string
	for _, op := range all {
		names = append(names, op.method)
	}
	return strings.Join(names, " or ")
}

// foreignScheme reports a scheme that no call to a server has.
func foreignScheme(scheme string) bool {
	return !slices.Contains([]string{"http", "https"}, strings.ToLower(scheme)) &&
		strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz-+.") == "" && scheme != ""
}

// ignored says what an exchange is that a browser or a proxy records besides the calls of a program, such as "preflight"; ""
// for a call that is to be checked. A call of an operation of ours is one wherever it went.
func (c *Checker) ignored(e Exchange) string {
	u := e.Request.URL
	switch {
	case e.Unread != "" || u == nil:
		return ""
	case e.Request.Method == http.MethodConnect:
		return "CONNECT of a proxy"
	case isWebSocket(e):
		return "websocket"
	case foreignScheme(u.Scheme):
		return strings.ToLower(u.Scheme) + ": URL"
	case strings.EqualFold(u.Path, "/favicon.ico"):
		return "favicon"
	}
	_, known := c.serverPath(u)
	ours := known || c.isServerHost(u.Hostname())
	switch {
	case e.Request.Method == http.MethodOptions && e.Request.Header.Get("Authorization") == "" && len(e.Request.Body) == 0:
		return "preflight"
	case !known && ours && u.Scheme == "http" && e.Response.Status/100 == 3:
		return "redirect to https"
	case !ours && !c.anyOperation(u.EscapedPath()):
		return "call to another host"
	}
	return ""
}

func isWebSocket(e Exchange) bool {
	return e.Request.URL.Scheme == "ws" || e.Request.URL.Scheme == "wss" ||
		e.Response.Status == http.StatusSwitchingProtocols && strings.EqualFold(e.Request.Header.Get("Upgrade"), "websocket")
}

// isServerHost reports whether a documented or an allowed server has the name, whatever its scheme and port.
func (c *Checker) isServerHost(name string) bool {
	return c.loopback && isLoopback(name) || slices.ContainsFunc(c.servers, func(s server) bool {
		return strings.EqualFold(s.name, strings.TrimSuffix(name, "."))
	})
}

// anyOperation reports whether a path ends as that of an operation does, as a gateway may put something before it, or has what
// the paths of all operations begin with.
func (c *Checker) anyOperation(path string) bool {
	path = pathmatch.Tidy(path)
	if common := c.commonPath(); strings.Count(common, "/") > 2 && strings.Contains(strings.ToLower(path)+"/", common) {
		return true
	}
	return slices.ContainsFunc(c.operations, func(op *operation) bool { return op.path.EndOf(path) })
}

// commonPath is what the paths of all operations begin with, in small letters and whole segments, such as /v1/mass/payout/.
func (c *Checker) commonPath() string {
	common := strings.ToLower(c.operations[0].path.String())
	for _, op := range c.operations {
		for !strings.HasPrefix(strings.ToLower(op.path.String()), common) {
			common = common[:len(common)-1]
		}
	}
	return common[:strings.LastIndexByte(common, '/')+1]
}
