/** Units to choose from, by what they measure: Grafana's ids and their names. Any other is written as it is typed. */
export const OFFERED_UNITS: readonly { group: string; items: readonly (readonly [id: string, label: string])[] }[] = [
  { group: 'Numbers', items: [['short', 'Short (1.2 k)'], ['none', 'In full'], ['percent', 'Percent (0–100)'], ['percentunit', 'Percent (0.0–1.0)'], ['sci', 'Scientific'], ['hex0x', 'Hexadecimal'], ['bool', 'True or false'], ['bool_yes_no', 'Yes or no'], ['bool_on_off', 'On or off']] },
  { group: 'Data', items: [['bytes', 'Bytes (KiB)'], ['decbytes', 'Bytes (kB)'], ['bits', 'Bits (Kib)'], ['decbits', 'Bits (kb)'], ['kbytes', 'Kibibytes'], ['mbytes', 'Mebibytes'], ['gbytes', 'Gibibytes'], ['tbytes', 'Tebibytes']] },
  { group: 'Data per second', items: [['binBps', 'Bytes/s (KiB/s)'], ['Bps', 'Bytes/s (kB/s)'], ['binbps', 'Bits/s (Kib/s)'], ['bps', 'Bits/s (kb/s)'], ['KBs', 'Kilobytes/s'], ['MBs', 'Megabytes/s'], ['Mbits', 'Megabits/s'], ['pps', 'Packets/s']] },
  { group: 'Time', items: [['ns', 'Nanoseconds'], ['µs', 'Microseconds'], ['ms', 'Milliseconds'], ['s', 'Seconds'], ['m', 'Minutes'], ['h', 'Hours'], ['d', 'Days'], ['dtdurations', 'Duration (s)'], ['dtdurationms', 'Duration (ms)'], ['dthms', 'hh:mm:ss'], ['timeticks', 'Timeticks (s/100)']] },
  { group: 'Dates, of milliseconds since 1970', items: [['dateTimeAsIso', 'Date and time'], ['dateTimeFromNow', 'From now']] },
  { group: 'Per second', items: [['reqps', 'Requests/s'], ['ops', 'Operations/s'], ['cps', 'Counts/s'], ['rps', 'Reads/s'], ['wps', 'Writes/s'], ['iops', 'I/O operations/s'], ['eps', 'Events/s'], ['mps', 'Messages/s'], ['rowsps', 'Rows/s'], ['recps', 'Records/s']] },
  { group: 'Per minute', items: [['reqpm', 'Requests/min'], ['opm', 'Operations/min'], ['cpm', 'Counts/min']] },
  { group: 'Hardware', items: [['hertz', 'Hertz'], ['celsius', 'Celsius'], ['fahrenheit', 'Fahrenheit'], ['kelvin', 'Kelvin'], ['watt', 'Watt'], ['kwatt', 'Kilowatt'], ['watth', 'Watt-hour'], ['volt', 'Volt'], ['amp', 'Ampere'], ['rotrpm', 'Turns per minute'], ['humidity', 'Humidity'], ['dB', 'Decibel']] },
  { group: 'Money', items: [['currencyUSD', 'Dollars ($)'], ['currencyEUR', 'Euros (€)'], ['currencyGBP', 'Pounds (£)'], ['currencyJPY', 'Yen (¥)'], ['currencyCHF', 'Francs (CHF)'], ['currencyINR', 'Rupees (₹)']] },
];
