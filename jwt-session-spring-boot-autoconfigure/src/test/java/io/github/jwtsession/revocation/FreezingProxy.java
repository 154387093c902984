package io.github.jwtsession.revocation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in front of a server. Connections through it can be made to die silently, as
 * when a firewall has forgotten them: they stay open, and nothing comes through any more.
 */
final class FreezingProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final List<Pipe> pipes = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private volatile boolean frozen;

	FreezingProxy(int target) throws IOException {
		this.target = target;
		start(this::accept);
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "freezing-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Let the connections die that there are.
	 */
	void freezeConnections() {
		this.pipes.forEach((pipe) -> pipe.frozen = true);
	}

	/**
	 * Let new connections be dead, too, or not any more.
	 */
	void setFrozen(boolean frozen) {
		this.frozen = frozen;
	}

	/**
	 * How many connections there were so far.
	 */
	int accepted() {
		return this.accepted.get();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				this.accepted.incrementAndGet();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				pipe(client, server);
				pipe(server, client);
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void pipe(Socket from, Socket to) {
		Pipe pipe = new Pipe(from, to);
		pipe.frozen = this.frozen;
		this.pipes.add(pipe);
		start(pipe);
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Pipe pipe : this.pipes) {
			pipe.from.close();
		}
	}

	private static final class Pipe implements Runnable {

		private final Socket from;

		private final Socket to;

		private volatile boolean frozen;

		Pipe(Socket from, Socket to) {
			this.from = from;
			this.to = to;
		}

		@Override
		public void run() {
			try (InputStream in = this.from.getInputStream(); OutputStream out = this.to.getOutputStream()) {
				byte[] buffer = new byte[8192];
				for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
					if (!this.frozen) {
						out.write(buffer, 0, length);
					}
				}
			}
			catch (IOException ex) {
				// closed by the other side
			}
		}

	}

}
