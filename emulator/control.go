package emulator

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// controlPrefix begins the paths that are the emulator's own. The vendor has none of them.
const controlPrefix = "/_emulator/"

// longestPlan bounds the body of a plan of faults, in bytes.
const longestPlan = 1 << 20

// refusedControl is a call under /_emulator/ that is refused.
type refusedControl struct {
	status int
	allow  []string
	err    error
}

// control answers a call under /_emulator/. It needs no signature, so it takes care of who is calling.
func (e *Emulator) control(w http.ResponseWriter, r *http.Request) {
	answer, refused := e.controlled(r)
	if refused != nil {
		body, _ := encode(map[string]string{"error": refused.err.Error()}) // a string can always be encoded
		answer = newReply(refused.status, "application/json;charset=UTF-8", body)
		if len(refused.allow) > 0 {
			answer.header.Set("Allow", strings.Join(refused.allow, ", "))
		}
	}
	answer.header.Set("Cache-Control", "no-store")
	answer.header.Set("X-Content-Type-Options", "nosniff")
	answer.send(w)
}

func (e *Emulator) controlled(r *http.Request) (reply, *refusedControl) {
	if err := onLoopback(r); err != nil {
		return reply{}, &refusedControl{status: http.StatusForbidden, err: err}
	}
	switch strings.TrimPrefix(r.URL.Path, controlPrefix) {
	case "":
		return e.only(r, http.MethodGet, e.inspect)
	case "ledger":
		return e.only(r, http.MethodGet, e.showLedger)
	case "faults":
		switch r.Method {
		case http.MethodPost:
			return e.takeFaults(r)
		case http.MethodDelete:
			e.ClearFaults()
			return e.showFaults()
		}
		return e.only(r, http.MethodGet, e.showFaults, http.MethodPost, http.MethodDelete)
	}
	return reply{}, &refusedControl{status: http.StatusNotFound, err: errors.New("there is /_emulator/faults and /_emulator/ledger")}
}

// only answers one method. Others that the path takes are named where a method is refused.
func (e *Emulator) only(r *http.Request, method string, answer func() (reply, *refusedControl), others ...string) (reply, *refusedControl) {
	if r.Method == method {
		return answer()
	}
	allow := slices.Concat([]string{method}, others)
	return reply{}, &refusedControl{
		status: http.StatusMethodNotAllowed, allow: allow, err: fmt.Errorf("the path takes %s", strings.Join(allow, ", ")),
	}
}

// onLoopback lets in who calls from this machine and knows it: no other machine, no name that somebody has pointed here,
// and no page of another site in a browser of this machine.
func onLoopback(r *http.Request) error {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !remote.Addr().IsLoopback() {
		return errors.New("only calls from this machine, over loopback, are answered here")
	}
	if !isLoopbackHost(r.Host) {
		return errors.New("the header Host must be localhost or a loopback address")
	}
	if err := new(http.CrossOriginProtection).Check(r); err != nil {
		return errors.New("calls from pages of other sites are not answered here")
	}
	return nil
}

func isLoopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (e *Emulator) takeFaults(r *http.Request) (reply, *refusedControl) {
	if f := mediaType(r.Header); f != nil {
		return reply{}, &refusedControl{status: http.StatusUnsupportedMediaType, err: errors.New(f.about.en)}
	}
	body, err := readAtMost(r.Body, longestPlan)
	switch {
	case err != nil:
		return reply{}, &refusedControl{status: http.StatusBadRequest, err: errors.New("the body could not be read to its end")}
	case len(body) > longestPlan:
		return reply{}, &refusedControl{status: http.StatusRequestEntityTooLarge, err: errors.New("the body is larger than 1 MiB")}
	}
	faults, err := parseFaults(body)
	if err != nil {
		return reply{}, &refusedControl{status: http.StatusBadRequest, err: err}
	}
	e.inject(faults)
	return e.showFaults()
}

// showFaults is the plan that is left and what has happened. Its faults can be posted again.
func (e *Emulator) showFaults() (reply, *refusedControl) {
	return controlReply(struct {
		Faults []Fault           `json:"faults"`
		Met    map[FaultKind]int `json:"met"`
	}{append([]Fault{}, e.Faults()...), e.FaultsMet()})
}

// showLedger is the truth for tests, in counts.
func (e *Emulator) showLedger() (reply, *refusedControl) {
	return controlReply(e.Ledger().counted())
}

func controlReply(body any) (reply, *refusedControl) {
	encoded, err := encode(body)
	if err != nil {
		return reply{}, &refusedControl{status: http.StatusInternalServerError, err: err}
	}
	return newReply(http.StatusOK, "application/json;charset=UTF-8", encoded), nil
}
