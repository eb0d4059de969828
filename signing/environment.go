package signing

import (
	"net/url"
	"strings"
)

// Environment is one of the two installations of iyzico. Each has its own keys;
// a key of one is unknown to the other (errorCode 1001).
type Environment string

// The environments of iyzico.
const (
	Sandbox    Environment = "sandbox"
	Production Environment = "production"
)

// Host returns the host name of the environment's API, or "" for an unknown
// environment. Source: docs.iyzico.com.
func (e Environment) Host() string {
	switch e {
	case Sandbox:
		return "sandbox-api.iyzipay.com"
	case Production:
		return "api.iyzipay.com"
	default:
		return ""
	}
}

// sandboxPrefix begins every API key of the sandbox (docs.iyzico.com; public code).
const sandboxPrefix = "sandbox-"

func environmentOfKey(apiKey string) Environment {
	if strings.HasPrefix(apiKey, sandboxPrefix) {
		return Sandbox
	}
	return Production
}

// environmentOfHost returns "" for a host that is neither: an emulator or a proxy.
func environmentOfHost(hostname string) Environment {
	for _, environment := range []Environment{Sandbox, Production} {
		if hostname == environment.Host() {
			return environment
		}
	}
	return ""
}

// hostname reduces "API.iyzipay.com.:443" to "api.iyzipay.com", because DNS takes
// both for the same host.
func hostname(hostport string) string {
	name := (&url.URL{Host: hostport}).Hostname()
	return strings.ToLower(strings.TrimRight(name, "."))
}
