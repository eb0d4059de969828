package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// way is what happened to a call on its way to iyzico and back.
type way struct {
	address string
	next    http.RoundTripper
	signed  bool

	proxy     string
	resolved  bool
	names     []string // that DNS answered
	dnsErr    error
	connected string // the address
	secure    *tls.ConnectionState
	tlsErr    error
	status    int
	mediaType string
	date      string    // of the answer
	sent, got time.Time // by the clock of this machine
	err       error     // of the call
	balance   string
}

// RoundTrip sends a call once, and notes each step.
func (w *way) RoundTrip(request *http.Request) (*http.Response, error) {
	if proxy, err := http.ProxyFromEnvironment(request); err == nil && proxy != nil {
		w.proxy = proxy.Host // without a password
	}
	trace := &httptrace.ClientTrace{
		DNSDone: func(info httptrace.DNSDoneInfo) {
			w.resolved, w.dnsErr = true, info.Err
			for _, ip := range info.Addrs {
				w.names = append(w.names, ip.String())
			}
		},
		ConnectDone: func(_, address string, err error) {
			if err == nil {
				w.connected = address
			}
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			if w.tlsErr = err; err == nil {
				w.secure = &state
			}
		},
	}
	w.sent = time.Now()
	response, err := w.next.RoundTrip(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
	w.got = time.Now()
	if err == nil {
		w.status, w.date, w.mediaType = response.StatusCode, response.Header.Get("Date"), response.Header.Get("Content-Type")
	}
	return response, err
}

// findings tells the steps in their order. What comes behind the one that failed is not told: nobody came there.
func (w *way) findings() (list []finding) {
	u, err := url.Parse(w.address)
	if err != nil {
		return []finding{{"address", false, localize.Sayf("is not a URL"), localize.Sayf("correct --base-url")}}
	}
	host := u.Hostname()
	if w.proxy != "" {
		list = append(list, finding{"proxy", true, localize.Sayf("calls go through %s", w.proxy), localize.Sayf("HTTPS_PROXY and NO_PROXY say so; it must pass headers and bodies on unchanged")})
		host = w.proxy
	} else {
		list = append(list, finding{"proxy", true, localize.Sayf("none"), localize.Said{}})
	}
	if w.dnsErr != nil {
		return append(list, finding{"DNS", false, localize.Sayf("%s: has no address", host), localize.Sayf("check the network, the VPN and the DNS server of this machine: %v", w.dnsErr)})
	}
	if w.resolved {
		list = append(list, finding{"DNS", true, localize.Sayf("%s is %s", host, strings.Join(w.names, ", ")), localize.Said{}})
	}
	if w.connected == "" && w.status == 0 {
		return append(list, finding{"connection", false, localize.Sayf("%s: cannot be connected to", host), localize.Sayf("check firewall and proxy (HTTPS_PROXY), and with your own --base-url the port: %v", w.cause())})
	}
	list = append(list, finding{"connection", true, localize.Sayf("%s", w.connected), localize.Said{}})
	if u.Scheme == "https" {
		list = append(list, w.tlsFinding())
		if w.secure == nil {
			return list
		}
	}
	if w.status == 0 {
		return append(list, finding{"answer", false, localize.Sayf("none came"), localize.Sayf("try again; if it stays so, a firewall or proxy drops the call, or the service is down: %v", w.cause())})
	}
	return append(list, clockFinding(w.date, w.sent, w.got), w.answerFinding())
}

// cause is why there was no answer, without what a RoundTripper quotes.
func (w *way) cause() error {
	if w.err == nil {
		return errors.New("no reason is known")
	}
	if net, ok := errors.AsType[*net.OpError](w.err); ok {
		return net
	}
	return w.err
}

func (w *way) tlsFinding() finding {
	if w.secure != nil {
		return finding{"TLS", true, localize.Sayf("%s, certificate of %s", tls.VersionName(w.secure.Version), issuer(w.secure)), localize.Said{}}
	}
	failed := w.tlsErr
	if failed == nil {
		failed = w.err
	}
	_, unknown := errors.AsType[x509.UnknownAuthorityError](failed)
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](failed)
	_, name := errors.AsType[x509.HostnameError](failed)
	switch {
	case unknown:
		return finding{"TLS", false, localize.Sayf("the certificate is of nobody whom this machine trusts"),
			localize.Sayf("a proxy or virus scanner opens the connection and puts its own certificate in, or the system's list is old: get the certificate from whoever runs it and name it with --ca-file")}
	case isInvalid && invalid.Reason == x509.Expired:
		return finding{"TLS", false, localize.Sayf("the certificate is not valid now"), localize.Sayf("look at the date and time of this machine first")}
	case name:
		return finding{"TLS", false, localize.Sayf("the certificate is for another host"), localize.Sayf("something else answers at this address: check --base-url, the hosts file and the DNS server")}
	}
	return finding{"TLS", false, localize.Sayf("no secure connection could be made"), localize.Sayf("%v", failed)}
}

func issuer(state *tls.ConnectionState) string {
	if len(state.PeerCertificates) == 0 {
		return "nobody"
	}
	name := state.PeerCertificates[0].Issuer
	return strings.Join(append(name.Organization, name.CommonName), ", ")
}

// mostSkew is how far the clock may be off. Signatures have no time in them, but certificates do, and the journal's dates are of this clock.
const mostSkew = 2 * time.Minute

// clockFinding compares the clock of this machine with the Date header of an answer to a call that was sent and answered at these times.
func clockFinding(date string, sent, got time.Time) finding {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return finding{"clock", true, localize.Sayf("not compared: the answer has no Date"), localize.Said{}}
	}
	skew := time.Duration(0) // the answer was made between sent and got, and its date is cut to a second
	switch {
	case theirs.Add(time.Second).Before(sent):
		skew = sent.Sub(theirs)
	case theirs.After(got):
		skew = theirs.Sub(got)
	}
	if skew > mostSkew {
		what := localize.Sayf("is %s ahead of the service", skew.Round(time.Second))
		if theirs.After(got) {
			what = localize.Sayf("is %s behind the service", skew.Round(time.Second))
		}
		return finding{"clock", false, what, localize.Sayf("set the clock of this machine (NTP): the journal and the warnings about payments of the last days go by it, and certificates fail by it")}
	}
	return finding{"clock", true, localize.Sayf("agrees with the service"), localize.Said{}}
}

// answerFinding says what the answer to the one call means.
func (w *way) answerFinding() finding {
	refusal, refused := errors.AsType[*payout.Error](w.err)
	_, odd := errors.AsType[*payout.AnswerError](w.err)
	html := strings.HasPrefix(w.mediaType, "text/html")
	switch {
	case !w.signed && html:
		return htmlFinding(w.status)
	case !w.signed:
		return finding{"answer", true, localize.Sayf("HTTP %d came back; it was asked without keys", w.status), localize.Sayf("run doctor again with keys")}
	case w.err == nil:
		return finding{"answer", true, localize.Sayf("the keys are known and mass payout answers; the balance is %s", w.balance), localize.Said{}}
	case refused:
		do := localize.Term("this code is not known here: ask iyzico about it, with the time of the call")
		if hint := refusal.Hint(); hint != "" {
			do = localize.Term(hint)
		}
		return finding{"answer", false, localize.Sayf("refused: code %s %s (HTTP %d)", refusal.Code, refusal.Message, refusal.HTTPStatus), localize.Sayf("%s", do)}
	case errors.Is(w.err, payout.ErrRedirect):
		return finding{"answer", false, localize.Sayf("a redirect (HTTP %d), which is not followed", w.status),
			localize.Sayf("something between you and iyzico wants you elsewhere, such as a login page of the network, or --base-url is not the API")}
	case odd && html:
		return htmlFinding(w.status)
	}
	return finding{"answer", false, localize.Sayf("cannot be understood"), localize.Sayf("%v", w.cause())}
}

func htmlFinding(status int) finding {
	return finding{"answer", false, localize.Sayf("a page of HTML (HTTP %d) and no answer of the API", status),
		localize.Sayf("something in front of the API answered: iyzico's gateway (try again later), a firewall that blocks your address (ask iyzico), a proxy or login page of your network, or --base-url is not the API")}
}
