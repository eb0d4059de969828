# To be sourced, with a folder in $modules: the modules of this repository are taken from it, by their tags, whether or not these were
# pushed. They come into that folder, which is made anew: a tag may be another one tomorrow. All others come from the cache, or as usual.
rm -rf "$modules"
GOPROXY="file://$("$go" env GOMODCACHE)/cache/download,$("$go" env GOPROXY)"
GOMODCACHE=$modules
GOFLAGS=-modcacherw
GOPRIVATE=github.com/iyzipayout/iyzipayout
GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=url.file://$(git rev-parse --path-format=absolute --git-common-dir).insteadOf
GIT_CONFIG_VALUE_0=https://github.com/iyzipayout/iyzipayout
export GOPROXY GOMODCACHE GOFLAGS GOPRIVATE GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
