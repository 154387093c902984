package io.github.jwtsession.benchmark;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application under load. Its profile names the session store: {@code tomcat},
 * {@code jwt}, {@code h2}, {@code postgresql} or {@code redis}.
 */
@SpringBootApplication
public class BenchmarkApplication {

	/**
	 * Start it.
	 * @param args Spring Boot's command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(BenchmarkApplication.class, args);
	}

}
