#include <curl/curl.h>
// Swift's Glibc module does not carry it.
#include <ifaddrs.h>

// Swift cannot call variadic functions: one wrapper for each type an option or an answer has.
static inline CURLcode set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_offset(CURL *handle, CURLoption option, curl_off_t value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_string(CURL *handle, CURLoption option, const char *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_pointer(CURL *handle, CURLoption option, void *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_bytes(CURL *handle, CURLoption option, const void *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_url(CURL *handle, CURLU *value) { return curl_easy_setopt(handle, CURLOPT_CURLU, value); }
static inline CURLcode set_list(CURL *handle, CURLoption option, struct curl_slist *value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_write(CURL *handle, CURLoption option, curl_write_callback value) { return curl_easy_setopt(handle, option, value); }
static inline CURLcode set_read(CURL *handle, curl_read_callback value) { return curl_easy_setopt(handle, CURLOPT_READFUNCTION, value); }
static inline CURLcode set_seek(CURL *handle, curl_seek_callback value) { return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value); }
static inline CURLcode set_opensocket(CURL *handle, curl_opensocket_callback value) { return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value); }
static inline CURLcode set_prereq(CURL *handle, curl_prereq_callback value) { return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value); }
static inline CURLcode get_long(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }
static inline CURLcode get_string(CURL *handle, CURLINFO info, char **value) { return curl_easy_getinfo(handle, info, value); }
static inline CURLMcode set_multi_long(CURLM *handle, CURLMoption option, long value) { return curl_multi_setopt(handle, option, value); }
