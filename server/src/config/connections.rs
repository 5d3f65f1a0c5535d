//! Configuration of connection limits and timeouts.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::Args;

/// Limits on the number of connections, and their timeouts.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Connections")]
pub struct ConnectionSettings {
    /// Maximum number of open connections. Beyond it, connections that wait for their client are
    /// closed, the longest waiting first.
    #[arg(
        long = "max-http-connections",
        env = "PROTOCOLO_MAX_HTTP_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "2048"
    )]
    pub total: NonZeroUsize,

    /// Maximum number of open connections per address (IPv6: per /64 network). Trusted proxies are
    /// exempt, because they connect for many clients.
    #[arg(
        long = "max-http-connections-per-address",
        env = "PROTOCOLO_MAX_HTTP_CONNECTIONS_PER_ADDRESS",
        value_name = "NUMBER",
        default_value = "256"
    )]
    pub per_address: NonZeroUsize,

    /// Seconds within which the head of a request has to arrive.
    #[arg(
        long,
        env = "PROTOCOLO_HEADER_TIMEOUT",
        value_name = "SECONDS",
        default_value = "10",
        value_parser = seconds
    )]
    pub header_timeout: Duration,

    /// Seconds that a connection is kept open between two requests.
    #[arg(
        long,
        env = "PROTOCOLO_KEEP_ALIVE_TIMEOUT",
        value_name = "SECONDS",
        default_value = "75",
        value_parser = seconds
    )]
    pub keep_alive_timeout: Duration,

    /// Seconds without progress after which a request body or a response is aborted.
    #[arg(
        long,
        env = "PROTOCOLO_BODY_TIMEOUT",
        value_name = "SECONDS",
        default_value = "30",
        value_parser = seconds
    )]
    pub body_timeout: Duration,

    /// Seconds after which a page that is not ready is answered with 503.
    #[arg(
        long,
        env = "PROTOCOLO_REQUEST_TIMEOUT",
        value_name = "SECONDS",
        default_value = "30",
        value_parser = seconds
    )]
    pub request_timeout: Duration,

    /// Interval at which the session of a page that follows what arrives is checked again.
    #[arg(skip = Duration::from_mins(1))]
    pub session_recheck: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400_u64) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("{text:?} is no number of seconds; write one between 1 and 86400")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_a_number_of_seconds_within_a_day() {
        assert_eq!(seconds("30"), Ok(Duration::from_secs(30)));
        for wrong in ["", "0", "-1", "1.5", "86401", "30s"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
