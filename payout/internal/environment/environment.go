// Package environment names where payouts go.
package environment

import (
	"net"
	"net/url"
	"strings"
)

// The addresses of the vendor's environments.
const (
	ProductionURL = "https://api.iyzipay.com"
	SandboxURL    = "https://sandbox-api.iyzipay.com"
)

// Of is "production", "sandbox" or the host and port of another address. However an address is written, one service has one name:
// loopback is loopback.
func Of(address string) string {
	address = strings.TrimRight(address, "/")
	switch address {
	case ProductionURL:
		return "production"
	case SandboxURL:
		return "sandbox"
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host, port := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if ip := net.ParseIP(host); host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback() {
		host = "loopback"
	}
	if name := "https://" + host; port == "443" && u.Path == "" && name != address {
		return Of(name)
	}
	if port != "443" || u.Path != "" {
		host += ":" + port
	}
	return host + u.Path
}
