package io.github.jwtsession.attribute.type;

import tools.jackson.databind.json.JsonMapper;

/**
 * Changes how attributes are written and read. What is on the allow-list does not change:
 * for that see {@link AttributeTypeSupport} and
 * {@code jwt.session.attributes.trusted-packages}.
 */
@FunctionalInterface
public interface AttributeMapperCustomizer {

	/**
	 * Customize the mapper.
	 * @param builder the mapper that is being built, with everything else in place
	 */
	void customize(JsonMapper.Builder builder);

}
