package io.github.jwtsession.chaos.driver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A user with a browser that loads several pages at once. It knows what it has been told,
 * and counts what turns out to be otherwise.
 */
final class Browser implements Runnable {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	// until each instance knows of a logout: its poll interval, with a margin for a busy
	// machine
	private static final Duration UNTIL_KNOWN = Duration.ofSeconds(4);

	// a user who is patient for so long logs in again, every third does
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final int number;

	private final String name;

	private final Requests requests;

	private final Course course;

	private final int pause;

	private final Random random;

	private final CookieJar jar = new CookieJar();

	private final Deque<Copy> copies = new ArrayDeque<>();

	private State state = State.LOGGED_OUT;

	private int life;

	private int sequence;

	// what may have been written last: empty where nothing is known
	private Set<String> values = Set.of();

	private @Nullable String csrf;

	private boolean unseenLogin;

	private boolean loggedInAgain;

	private long refusedSince;

	Browser(int number, Requests requests, Course course, int pause) {
		this.number = number;
		this.name = "user" + number;
		this.requests = requests;
		this.course = course;
		this.pause = pause;
		this.random = new Random(number);
	}

	@Override
	public void run() {
		int settled = 0;
		while (!this.course.isOver()) {
			int turn = this.course.turn();
			if (turn > settled) {
				if (settle()) {
					settled = turn;
					this.course.settled(turn);
				}
				else {
					pause(200);
				}
				continue;
			}
			act();
			tryCopies(false);
			pause(this.random.nextInt(2 * this.pause));
		}
	}

	private void act() {
		switch (this.state) {
			case LOGGED_OUT -> logIn();
			case REFUSED -> comeBack();
			case LOGGED_IN -> {
				switch (this.random.nextInt(10)) {
					case 0 -> logOut();
					case 1 -> changeId();
					case 2, 3, 4 -> write();
					default -> read();
				}
			}
		}
	}

	/**
	 * When a fault is over, see what is left.
	 * @return whether that is known
	 */
	private boolean settle() {
		if (this.state == State.REFUSED) {
			comeBack();
		}
		else if (this.state == State.LOGGED_IN) {
			see();
		}
		if (this.state == State.REFUSED) {
			if (!this.course.isPatienceOver()) {
				return false;
			}
			lose();
		}
		if (this.copies.stream().anyMatch((copy) -> !copy.isDue())) {
			return false;
		}
		tryCopies(true);
		return this.copies.isEmpty() || this.course.isPatienceOver();
	}

	private void lose() {
		Event event = this.unseenLogin ? Event.LOGIN_LOST : Event.SESSION_LOST;
		this.course.fault().count(event, this.name + " has " + this.jar.describe());
		refusalEnds();
		this.state = State.LOGGED_OUT;
		this.jar.clear();
	}

	private void logIn() {
		if (this.life++ % 2 == 0) {
			this.jar.clear();
		}
		get("/page");
		if (this.random.nextBoolean()) {
			get("/basket");
		}
		if (submitLogin()) {
			this.unseenLogin = true;
			this.state = State.LOGGED_IN;
			this.values = Set.of();
			this.csrf = null;
			see();
			prepare();
		}
	}

	/**
	 * Log in while other pages load.
	 * @return whether the user is told that he is logged in
	 */
	private boolean submitLogin() {
		Answer page = get("/login");
		Matcher token = CSRF.matcher(page.body());
		if (!page.isOk() || !token.find()) {
			return false;
		}
		List<CompletableFuture<Answer>> others = new ArrayList<>();
		load(others, this.random.nextInt(3));
		CompletableFuture<Answer> login = this.requests.post(this.number, this.jar, "/login",
				Map.of("username", this.name, "password", "password", "_csrf", token.group(1)));
		load(others, this.random.nextInt(3));
		Answer answer = counted(login.join());
		others.forEach((other) -> counted(other.join()));
		if (answer.isError()) {
			return false;
		}
		if (answer.isOfNobody()) {
			this.course.fault().count(Event.REFUSED, "login answered with " + answer.status());
			return false;
		}
		if (answer.status() != 302 || answer.location().contains("/login")) {
			this.course.fault().count(Event.ERROR, "login answered with " + answer.status() + " " + answer.location());
			return false;
		}
		this.course.fault().count(Event.LOGIN);
		return true;
	}

	// pages that write to a session in which nobody is logged in
	private void load(List<CompletableFuture<Answer>> others, int count) {
		for (int i = 0; i < count; i++) {
			String path = switch (this.random.nextInt(3)) {
				case 0 -> "/page";
				case 1 -> "/basket";
				default -> "/seen?what=" + i;
			};
			others.add(this.requests.get(this.number, this.jar, path));
			pause(this.random.nextInt(10));
		}
	}

	// every fourth session takes two cookies
	private void prepare() {
		if (this.state == State.LOGGED_IN && this.number % 4 == 0 && fetchToken()) {
			counted(post("/account/fill", "size", "2500").join());
			see();
		}
	}

	private boolean fetchToken() {
		if (this.csrf == null) {
			Answer answer = get("/account/csrf");
			this.csrf = answer.isOk() ? answer.body() : null;
		}
		return this.csrf != null;
	}

	private void read() {
		List<CompletableFuture<Answer>> answers = readsBeside(3);
		answers.forEach((answer) -> judge(counted(answer.join())));
		see();
	}

	private void write() {
		if (!fetchToken()) {
			see();
			return;
		}
		String value = String.valueOf(++this.sequence);
		List<CompletableFuture<Answer>> reads = readsBeside(this.random.nextInt(3));
		CompletableFuture<Answer> write = post("/account/value", "value", value);
		reads.addAll(readsBeside(this.random.nextInt(3)));
		Answer answer = counted(write.join());
		reads.forEach((read) -> judge(counted(read.join())));
		if (answer.isOk()) {
			this.course.fault().count(Event.WRITE);
			this.values = Set.of(value);
		}
		else if (answer.isOfNobody()) {
			this.course.fault().count(Event.REFUSED);
		}
		else if (!this.values.isEmpty()) {
			this.values = Set.of(value, this.values.iterator().next());
		}
		see();
	}

	private void changeId() {
		if (!fetchToken()) {
			see();
			return;
		}
		List<CompletableFuture<Answer>> reads = readsBeside(this.random.nextInt(3));
		CompletableFuture<Answer> change = post("/account/id", "", "");
		reads.addAll(readsBeside(this.random.nextInt(3)));
		Answer answer = counted(change.join());
		// one that was sent with the former id and arrives after its end is of nobody
		reads.forEach((read) -> counted(read.join()));
		if (answer.isError()) {
			seeWhetherItWasDone();
			return;
		}
		see();
	}

	private void logOut() {
		if (!fetchToken()) {
			see();
			return;
		}
		String copy = this.jar.header("/account");
		List<CompletableFuture<Answer>> others = readsBeside(this.random.nextInt(3));
		CompletableFuture<Answer> logout = post("/logout", "", "");
		if (this.random.nextBoolean()) {
			others.add(post("/account/value", "value", "0"));
		}
		others.addAll(readsBeside(this.random.nextInt(2)));
		Answer answer = counted(logout.join());
		others.forEach((other) -> counted(other.join()));
		if (answer.isError()) {
			seeWhetherItWasDone();
			return;
		}
		if (!answer.location().endsWith("/login?logout")) {
			this.values = Set.of();
			see();
			return;
		}
		this.course.fault().count(Event.LOGOUT);
		this.state = State.LOGGED_OUT;
		if (get("/account").isOk()) {
			this.course.fault().count(Event.REVIVED, this.name + " has " + this.jar.describe());
		}
		this.copies.add(new Copy(copy, System.nanoTime() + UNTIL_KNOWN.toNanos()));
	}

	/**
	 * The instance died with the request that ends the session, or its id. It may have
	 * done so before: who is not logged in any more has not lost anything then.
	 */
	private void seeWhetherItWasDone() {
		this.values = Set.of();
		if (get("/account").isOk()) {
			see();
			return;
		}
		this.state = State.LOGGED_OUT;
		this.csrf = null;
		this.jar.clear();
	}

	/**
	 * A user who sees a login page although he is logged in.
	 */
	private void comeBack() {
		boolean impatient = this.number % 3 == 0 && !this.loggedInAgain
				&& System.nanoTime() - this.refusedSince > PATIENCE.toNanos();
		if (impatient && !this.course.isSettling()) {
			this.loggedInAgain = submitLogin();
			this.values = Set.of();
			this.csrf = null;
		}
		else {
			get("/login");
		}
		see();
		pause(300);
	}

	/**
	 * Look at the account, with nothing beside it.
	 */
	private void see() {
		Answer answer = get("/account");
		if (answer.isError()) {
			return;
		}
		judge(answer);
		if (!answer.isOk()) {
			if (this.state != State.REFUSED) {
				this.state = State.REFUSED;
				this.refusedSince = System.nanoTime();
			}
			return;
		}
		String value = answer.body().substring(answer.body().indexOf(' ') + 1);
		if (!this.values.isEmpty() && !this.values.contains(value)) {
			this.course.fault().count(Event.UPDATE_LOST, this.name + " has " + this.jar.describe());
		}
		this.values = Set.of(value);
		if (this.state == State.REFUSED) {
			refusalEnds();
			this.csrf = null;
		}
		this.state = State.LOGGED_IN;
		this.unseenLogin = false;
	}

	private void refusalEnds() {
		this.course.fault().refusedFor(Duration.ofNanos(System.nanoTime() - this.refusedSince));
		this.loggedInAgain = false;
	}

	private void judge(Answer answer) {
		if (answer.isOfNobody()) {
			this.course.fault().count(Event.REFUSED);
		}
		else if (answer.isOk() && !answer.body().startsWith(this.name + " ")) {
			this.course.fault().count(Event.ERROR, this.name + " sees " + answer.body());
		}
	}

	private void tryCopies(boolean atTheEnd) {
		for (int i = this.copies.size(); i > 0; i--) {
			Copy copy = this.copies.remove();
			if (!copy.isDue() || (copy.accepted && !atTheEnd)) {
				this.copies.add(copy);
				continue;
			}
			boolean accepted = isAccepted(copy);
			if (accepted && !copy.accepted) {
				this.course.fault().count(Event.COPY_ACCEPTED);
				copy.accepted = true;
			}
			if (accepted && atTheEnd && this.course.isPatienceOver()) {
				this.course.fault().count(Event.REVIVED, "a copy of the cookies of " + this.name);
			}
			else if (accepted) {
				this.copies.add(copy);
			}
		}
	}

	// as often as there are instances
	private boolean isAccepted(Copy copy) {
		boolean accepted = false;
		for (int i = 0; i < 3; i++) {
			accepted |= counted(this.requests.getWith(this.number, copy.cookies, "/account").join()).isOk();
		}
		return accepted;
	}

	private List<CompletableFuture<Answer>> readsBeside(int count) {
		List<CompletableFuture<Answer>> answers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			answers.add(this.requests.get(this.number, this.jar, "/account"));
			pause(this.random.nextInt(5));
		}
		return answers;
	}

	private Answer get(String path) {
		return counted(this.requests.get(this.number, this.jar, path).join());
	}

	private CompletableFuture<Answer> post(String path, String field, String value) {
		return this.requests.post(this.number, this.jar, path,
				Map.of("_csrf", (this.csrf != null) ? this.csrf : "", field.isEmpty() ? "unused" : field, value));
	}

	private Answer counted(Answer answer) {
		Fault fault = this.course.fault();
		fault.answered(answer);
		if (answer.isError()) {
			fault.count(Event.ERROR, answer.status() + " " + ((answer.status() == 0) ? answer.body() : ""));
		}
		return answer;
	}

	private static void pause(int milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private enum State {

		LOGGED_OUT, LOGGED_IN,

		/**
		 * The user is logged in, but was taken for nobody.
		 */
		REFUSED

	}

	/**
	 * Cookies as they were before a logout.
	 */
	private static final class Copy {

		private final String cookies;

		private final long due;

		private boolean accepted;

		Copy(String cookies, long due) {
			this.cookies = cookies;
			this.due = due;
		}

		boolean isDue() {
			return System.nanoTime() - this.due >= 0;
		}

	}

}
