package io.github.jwtsession;

import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * Looks for what {@link RequiresInstalled} names.
 */
final class InstallationCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		RequiresInstalled required = context.getElement()
			.map((element) -> AnnotationUtils.findAnnotation(element, RequiresInstalled.class))
			.orElse(null);
		if (required == null) {
			return ConditionEvaluationResult.enabled("nothing is required");
		}
		Optional<String> missing = Installation.missing(required.packages(), required.value());
		return missing.map(ConditionEvaluationResult::disabled)
			.orElseGet(() -> ConditionEvaluationResult.enabled("everything is installed"));
	}

}
