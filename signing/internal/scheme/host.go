package scheme

import (
	"net/http"
	"net/url"
	"strings"
)

// The environments of iyzico and the hosts of their APIs. Source: docs.iyzico.com.
const (
	Sandbox        = "sandbox"
	Production     = "production"
	SandboxHost    = "sandbox-api.iyzipay.com"
	ProductionHost = "api.iyzipay.com"
)

// SandboxPrefix begins every API key of the sandbox (docs.iyzico.com; public code).
const SandboxPrefix = "sandbox-"

// EnvironmentOfKey says which environment an API key belongs to.
func EnvironmentOfKey(apiKey string) string {
	if strings.HasPrefix(apiKey, SandboxPrefix) {
		return Sandbox
	}
	return Production
}

// EnvironmentOfHost returns "" for a host that is neither: an emulator or a proxy.
func EnvironmentOfHost(hostport string) string {
	switch Hostname(hostport) {
	case SandboxHost:
		return Sandbox
	case ProductionHost:
		return Production
	default:
		return ""
	}
}

// Hostname reduces "API.iyzipay.com.:443" to "api.iyzipay.com", because DNS takes both for the same host.
func Hostname(hostport string) string {
	name := (&url.URL{Host: hostport}).Hostname()
	return strings.ToLower(strings.TrimRight(name, "."))
}

// NamedHosts returns every host that a proxy or a server could take the request for.
func NamedHosts(req *http.Request) []string {
	hosts := []string{req.URL.Host}
	if req.Host != "" && req.Host != req.URL.Host {
		hosts = append(hosts, req.Host)
	}
	if authority, found := strings.CutPrefix(req.URL.Opaque, "//"); found {
		authority, _, _ = strings.Cut(authority, "/")
		hosts = append(hosts, authority)
	}
	return hosts
}
