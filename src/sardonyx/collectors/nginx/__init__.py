"""An nginx server's figures from `stub_status`, named as nginx-prometheus-exporter names them."""
