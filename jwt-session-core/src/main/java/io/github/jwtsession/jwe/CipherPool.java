package io.github.jwtsession.jwe;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Ciphers that are used again, since it takes longer to make one than to use it. There
 * are at most so many as threads can run at once, and a thread that finds none makes its
 * own: nobody waits, and nothing is tied to a thread, of which there may be millions when
 * they are virtual.
 */
final class CipherPool {

	private final Factory factory;

	private final AtomicReferenceArray<@Nullable ContentCipher> free;

	CipherPool(Factory factory, int size) {
		this.factory = factory;
		this.free = new AtomicReferenceArray<>(size);
	}

	/**
	 * Take a cipher out. One that has failed is not to be given back.
	 */
	ContentCipher take() throws GeneralSecurityException {
		int start = start();
		for (int i = 0; i < this.free.length(); i++) {
			ContentCipher cipher = this.free.getAndSet((start + i) % this.free.length(), null);
			if (cipher != null) {
				return cipher;
			}
		}
		return this.factory.create();
	}

	void giveBack(ContentCipher cipher) {
		int start = start();
		for (int i = 0; i < this.free.length(); i++) {
			if (this.free.compareAndSet((start + i) % this.free.length(), null, cipher)) {
				return;
			}
		}
	}

	/**
	 * Where a thread looks first: threads do not get into each other's way if they look
	 * at different places.
	 */
	private int start() {
		return (int) (Thread.currentThread().getId() % this.free.length());
	}

	interface Factory {

		ContentCipher create() throws GeneralSecurityException;

	}

}
