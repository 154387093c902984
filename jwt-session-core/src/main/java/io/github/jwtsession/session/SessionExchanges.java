package io.github.jwtsession.session;

import java.time.Clock;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.token.SessionTokenCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Begins an exchange for each request: what all exchanges of an application share.
 */
public final class SessionExchanges {

	private final SessionTokenCodec codec;

	private final SessionCookies cookies;

	private final RevocationRegistry revocations;

	private final ApplicationEventPublisher events;

	private final SessionTokenListener listener;

	private final SessionContext sessionContext;

	/**
	 * What stands in a store instead of in the token, {@code null} if nothing does.
	 */
	private final @Nullable OverflowLayout overflowLayout;

	private final boolean shareAnonymousEnds;

	private final boolean discardEmpty;

	private final RecentWrites recentWrites = new RecentWrites();

	private final TemporaryRefusals temporaryRefusals = new TemporaryRefusals();

	private final SessionWriter writer = new SessionWriter(this);

	private final SessionEnds ends = new SessionEnds(this);

	private SessionExchanges(Builder builder) {
		this.codec = Objects.requireNonNull(builder.codec, "codec");
		this.cookies = Objects.requireNonNull(builder.cookies, "cookies");
		this.revocations = Objects.requireNonNull(builder.revocations, "revocations");
		this.events = builder.events;
		this.listener = builder.listener;
		this.sessionContext = new SessionContext(Objects.requireNonNull(builder.lifetime, "lifetime"), builder.clock,
				new IssuingClock(builder.clock, builder.lifetime.issuedAtTolerance()),
				Objects.requireNonNull(builder.attributeJson, "attributeJson"), new RandomSessionIdGenerator(),
				builder.principals, new FrameworkAttributes(this.cookies.getMaxSize(), builder.frameworkValues),
				builder.overflow);
		this.overflowLayout = (builder.overflow != null) ? new OverflowLayout(this, builder.overflow) : null;
		this.shareAnonymousEnds = builder.shareAnonymousEnds;
		this.discardEmpty = builder.discardEmpty;
	}

	/**
	 * Put together what exchanges need.
	 * @return a builder; {@link Builder#codec}, {@link Builder#cookies},
	 * {@link Builder#attributeJson}, {@link Builder#lifetime} and
	 * {@link Builder#revocations} have to be called
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begin the exchange of a request. Costs next to nothing until somebody asks for a
	 * session.
	 * @param messages the request and its response
	 * @return the exchange, to be used for all dispatches of the request
	 */
	public SessionExchange begin(HttpMessages messages) {
		return new SessionExchange(this, messages);
	}

	/**
	 * What makes and reads the cookies of responses and requests.
	 * @return the cookies
	 */
	public SessionCookies cookies() {
		return this.cookies;
	}

	SessionTokenCodec codec() {
		return this.codec;
	}

	RevocationRegistry revocations() {
		return this.revocations;
	}

	ApplicationEventPublisher events() {
		return this.events;
	}

	SessionTokenListener listener() {
		return this.listener;
	}

	/**
	 * Seal a token, and tell the listener.
	 */
	SealedToken seal(Supplier<SealedToken> sealing) {
		boolean timing = this.listener.isTiming();
		long begin = timing ? System.nanoTime() : 0;
		SealedToken token = sealing.get();
		if (timing) {
			this.listener.onSealTime(System.nanoTime() - begin);
		}
		this.listener.onSeal(token.keyId());
		return token;
	}

	boolean sharesAnonymousEnds() {
		return this.shareAnonymousEnds;
	}

	boolean discardsEmpty() {
		return this.discardEmpty;
	}

	FrameworkAttributes frameworkAttributes() {
		return this.sessionContext.frameworkAttributes();
	}

	RecentWrites recentWrites() {
		return this.recentWrites;
	}

	TemporaryRefusals temporaryRefusals() {
		return this.temporaryRefusals;
	}

	SessionWriter writer() {
		return this.writer;
	}

	SessionEnds ends() {
		return this.ends;
	}

	@Nullable OverflowLayout overflowLayout() {
		return this.overflowLayout;
	}

	SessionContext sessionContext() {
		return this.sessionContext;
	}

	SessionLifetime lifetime() {
		return this.sessionContext.lifetime();
	}

	Clock clock() {
		return this.sessionContext.clock();
	}

	/**
	 * Puts together what exchanges need.
	 */
	public static final class Builder {

		private @Nullable SessionTokenCodec codec;

		private @Nullable SessionCookies cookies;

		private @Nullable AttributeJson attributeJson;

		private @Nullable SessionLifetime lifetime;

		private @Nullable RevocationRegistry revocations;

		private Clock clock = Clock.systemUTC();

		private ApplicationEventPublisher events = (event) -> {
		};

		private PrincipalResolver principals = new IndexedPrincipals();

		private FrameworkValues frameworkValues = (value) -> false;

		private @Nullable AttributeOverflow overflow;

		private boolean shareAnonymousEnds;

		private boolean discardEmpty = true;

		private SessionTokenListener listener = new SessionTokenListener() {
		};

		private Builder() {
		}

		/**
		 * Set what makes and opens tokens.
		 * @param codec the codec
		 * @return this builder
		 */
		public Builder codec(SessionTokenCodec codec) {
			this.codec = codec;
			return this;
		}

		/**
		 * Set the cookies that hold tokens.
		 * @param cookies the cookies
		 * @return this builder
		 */
		public Builder cookies(SessionCookies cookies) {
			this.cookies = cookies;
			return this;
		}

		/**
		 * Set what writes and reads attributes.
		 * @param attributeJson the converter
		 * @return this builder
		 */
		public Builder attributeJson(AttributeJson attributeJson) {
			this.attributeJson = attributeJson;
			return this;
		}

		/**
		 * Set how long sessions are valid.
		 * @param lifetime the lifetime
		 * @return this builder
		 */
		public Builder lifetime(SessionLifetime lifetime) {
			this.lifetime = lifetime;
			return this;
		}

		/**
		 * Set what knows the sessions that have ended.
		 * @param revocations the registry
		 * @return this builder
		 */
		public Builder revocations(RevocationRegistry revocations) {
			this.revocations = revocations;
			return this;
		}

		/**
		 * Set what the time is.
		 * @param clock a clock, by default the system's
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set who learns of sessions created and deleted.
		 * @param events the publisher, by default nobody
		 * @return this builder
		 */
		public Builder events(ApplicationEventPublisher events) {
			this.events = events;
			return this;
		}

		/**
		 * Set who learns what happens to tokens.
		 * @param listener the listener, by default nobody
		 * @return this builder
		 */
		public Builder listener(SessionTokenListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Set what tells who is logged in.
		 * @param principals the resolver, by default one that reads the name that Spring
		 * Session has an application write
		 * @return this builder
		 */
		public Builder principals(PrincipalResolver principals) {
			this.principals = principals;
			return this;
		}

		/**
		 * Set what tells which values a framework has put into a session by itself.
		 * @param frameworkValues knows their types; by default what Spring Security puts
		 * there is known by the names that it has unless it is given others
		 * @return this builder
		 */
		public Builder frameworkValues(FrameworkValues frameworkValues) {
			this.frameworkValues = frameworkValues;
			return this;
		}

		/**
		 * Set where attributes are that do not fit into the cookies.
		 * @param overflow the overflow, {@code null} for nowhere, which is the default: a
		 * session that is too large is an error then
		 * @return this builder
		 */
		public Builder overflow(@Nullable AttributeOverflow overflow) {
			this.overflow = overflow;
			return this;
		}

		/**
		 * Set whether other instances learn of the ends of sessions in which nobody is
		 * logged in. There may be many, and the client alone has something to gain from
		 * such a session.
		 * @param shareAnonymousEnds {@code true} if they do, by default they do not
		 * @return this builder
		 */
		public Builder shareAnonymousEnds(boolean shareAnonymousEnds) {
			this.shareAnonymousEnds = shareAnonymousEnds;
			return this;
		}

		/**
		 * Set whether a session whose last attribute is removed is taken back from the
		 * client, as PingGateway's JwtSession does. A session that never had an attribute
		 * is not concerned.
		 * @param discardEmpty {@code true} if it is, which is the default
		 * @return this builder
		 */
		public Builder discardEmpty(boolean discardEmpty) {
			this.discardEmpty = discardEmpty;
			return this;
		}

		/**
		 * Put it together.
		 * @return what begins exchanges
		 * @throws NullPointerException if something is missing
		 */
		public SessionExchanges build() {
			return new SessionExchanges(this);
		}

	}

}
