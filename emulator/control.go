package emulator

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// controlPrefix begins the paths that are the emulator's own. The vendor has none of them.
const controlPrefix = "/_emulator/"

// longestPlan bounds the body of a plan of faults, in bytes.
const longestPlan = 1 << 20

// leadsToThePage holds for what somebody types who has only the address.
func leadsToThePage(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && r.Header.Get("Authorization") == ""
}

// control answers a call under /_emulator/. It needs no signature, so it takes care of who is calling.
func (e *Emulator) control(w http.ResponseWriter, r *http.Request) {
	for name, value := range controlHeaders() {
		w.Header().Set(name, value)
	}
	if err := e.admits(r); err != nil {
		controlRefusal(http.StatusForbidden, err.Error()).send(w)
		return
	}
	if r.Method == http.MethodGet && r.URL.Path == eventsPath {
		e.events(w, r)
		return
	}
	e.controlled(r).send(w)
}

// controlHeaders keep an answer to itself: it is not stored, framed, embedded or read by another site, and loads nothing from one.
func controlHeaders() map[string]string {
	return map[string]string{
		"Cache-Control":          "no-store",
		"X-Content-Type-Options": "nosniff",
		"X-Frame-Options":        "DENY",
		"Referrer-Policy":        "no-referrer",
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
	}
}

func (e *Emulator) controlled(r *http.Request) reply {
	if answer, is := e.page(r); is {
		return answer
	}
	var methods []string
	for _, control := range []struct {
		method, path string
		answer       func(*http.Request) reply
	}{
		{http.MethodGet, "health", e.showHealth},
		{http.MethodPost, "do", e.do},
		{http.MethodGet, "ledger", e.showLedger},
		{http.MethodGet, "faults", e.showFaults},
		{http.MethodPost, "faults", e.takeFaults},
		{http.MethodDelete, "faults", e.clearFaults},
	} {
		switch {
		case r.URL.Path != controlPrefix+control.path:
		case r.Method == control.method:
			return control.answer(r)
		default:
			methods = append(methods, control.method)
		}
	}
	if len(methods) == 0 {
		return controlRefusal(http.StatusNotFound, "there is /_emulator/, /_emulator/faults and /_emulator/ledger")
	}
	return wrongMethod(methods...)
}

func wrongMethod(takes ...string) reply {
	allow := strings.Join(takes, ", ")
	refused := controlRefusal(http.StatusMethodNotAllowed, "the path takes "+allow)
	refused.header.Set("Allow", allow)
	return refused
}

func controlRefusal(status int, says string) reply {
	return controlReply(status, map[string]string{"error": says})
}

func controlReply(status int, body any) reply {
	encoded, err := encode(body)
	if err != nil {
		return controlRefusal(http.StatusInternalServerError, err.Error())
	}
	return newReply(status, "application/json;charset=UTF-8", encoded)
}

// admits lets in who calls from this machine and knows it: no other machine, no name that somebody has pointed here,
// and no page of another site in a browser of this machine. WithHosts adds names, and lets in whoever calls by one of them.
func (e *Emulator) admits(r *http.Request) error {
	name := strings.ToLower((&url.URL{Host: r.Host}).Hostname())
	named := slices.Contains(e.settings.hosts, name)
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if !named && (err != nil || !remote.Addr().IsLoopback()) {
		return errors.New("only calls from this machine, over loopback, are answered here")
	}
	if !named && !isLoopback(name) {
		return errors.New("the header Host must be localhost or a loopback address")
	}
	// What a browser sends along with every call: reading is for the page itself, and for whoever follows a link to it.
	from := r.Header.Get("Sec-Fetch-Site")
	embedded := from != "" && from != "same-origin" && from != "none" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
	if err := new(http.CrossOriginProtection).Check(r); err != nil || embedded {
		return errors.New("calls from pages of other sites are not answered here")
	}
	return nil
}

// isLoopback holds for localhost and for addresses that are this machine's own.
func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// controlBody reads the body of a call, or says why not.
func controlBody(r *http.Request) (body []byte, refused *reply) {
	refuse := func(status int, says string) ([]byte, *reply) {
		answer := controlRefusal(status, says)
		return nil, &answer
	}
	body, err := readAtMost(r.Body, longestPlan)
	switch {
	case err != nil:
		return refuse(http.StatusBadRequest, "the body could not be read to its end")
	case len(body) > longestPlan:
		return refuse(http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB")
	}
	return body, nil
}

func (e *Emulator) takeFaults(r *http.Request) reply {
	if f := mediaType(r.Header); f != nil {
		return controlRefusal(http.StatusUnsupportedMediaType, f.about.en)
	}
	body, refused := controlBody(r)
	if refused != nil {
		return *refused
	}
	faults, err := parseFaults(body)
	if err != nil {
		return controlRefusal(http.StatusBadRequest, err.Error())
	}
	e.inject(faults)
	return e.showFaults(r)
}

func (e *Emulator) clearFaults(r *http.Request) reply {
	e.ClearFaults()
	return e.showFaults(r)
}

// showFaults is the plan that is left and what has happened. Its faults can be posted again.
func (e *Emulator) showFaults(*http.Request) reply {
	if refused, is := e.unhealthy(); is {
		return refused
	}
	return controlReply(http.StatusOK, struct {
		Faults []Fault           `json:"faults"`
		Met    map[FaultKind]int `json:"met"`
	}{append([]Fault{}, e.Faults()...), e.FaultsMet()})
}

// showHealth says whether calls can be answered.
func (e *Emulator) showHealth(*http.Request) reply {
	if refused, is := e.unhealthy(); is {
		return refused
	}
	return controlReply(http.StatusOK, map[string]string{"status": "ok"})
}

// unhealthy is the answer where the state file could not be written.
func (e *Emulator) unhealthy() (refused reply, is bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f := e.unkept(); f != nil {
		return controlRefusal(http.StatusServiceUnavailable, f.about.en), true
	}
	return reply{}, false
}

// showLedger is the truth for tests, in counts.
func (e *Emulator) showLedger(*http.Request) reply { return controlReply(http.StatusOK, e.Ledger()) }
