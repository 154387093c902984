package io.github.jwtsession.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What tells one running shop from another.
 *
 * @param instance the name that this instance puts on every page
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("standalone") String instance) {
}
