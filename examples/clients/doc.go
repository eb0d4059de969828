// Package clients is payouts from other languages, which its test holds against the emulator: curl, Python, and iyzico's own Node SDK.
package clients
