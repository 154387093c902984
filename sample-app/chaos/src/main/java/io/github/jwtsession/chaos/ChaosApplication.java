package io.github.jwtsession.chaos;

import java.util.Arrays;

import io.github.jwtsession.chaos.driver.Driver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An instance under load, or what makes the load. The profile of an instance names what
 * keeps the sessions: {@code jwt-redis}, {@code jwt-postgresql}, {@code spring-redis},
 * {@code spring-postgresql} or {@code container}.
 */
@SpringBootApplication
public class ChaosApplication {

	/**
	 * Start it.
	 * @param args {@code drive} and the arguments of the {@link Driver}, or else Spring
	 * Boot's command line arguments
	 * @throws Exception if the driver cannot start
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("drive")) {
			Driver.main(Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		SpringApplication.run(ChaosApplication.class, args);
	}

}
