package io.github.jwtsession.chaos.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between an instance and the store. Connections through it can be made to die
 * silently, as when a firewall has forgotten them: they stay open, and nothing comes
 * through any more.
 */
final class StoreProxy {

	private final ServerSocket listener;

	private final int target;

	private final List<Pipe> pipes = new CopyOnWriteArrayList<>();

	private volatile boolean frozen;

	StoreProxy(int port, int target) throws IOException {
		this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		start(this::accept);
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "store-proxy");
		thread.setDaemon(true);
		thread.start();
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
		if (frozen) {
			freezeConnections();
		}
	}

	private void accept() {
		try {
			while (true) {
				connect(this.listener.accept());
			}
		}
		catch (IOException ex) {
			System.err.println("A proxy has ended: " + ex.getMessage());
		}
	}

	private void connect(Socket client) throws IOException {
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			pipe(client, server);
			pipe(server, client);
		}
		catch (IOException ex) {
			// as far as it can be told from here, the store is down
			client.close();
		}
	}

	private void pipe(Socket from, Socket to) {
		Pipe pipe = new Pipe(from, to);
		pipe.frozen = this.frozen;
		this.pipes.add(pipe);
		start(() -> {
			pipe.run();
			this.pipes.remove(pipe);
		});
	}

	private static final class Pipe {

		private final Socket from;

		private final Socket to;

		private volatile boolean frozen;

		Pipe(Socket from, Socket to) {
			this.from = from;
			this.to = to;
		}

		void run() {
			try (this.from; this.to) {
				InputStream in = this.from.getInputStream();
				OutputStream out = this.to.getOutputStream();
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
